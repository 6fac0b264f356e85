package dev.doubletick.registration.verification.sender.smpp;

import dev.doubletick.registration.verification.sender.MessageRefusedException;
import dev.doubletick.registration.verification.sender.VerificationCodeSender;
import dev.doubletick.registration.verification.sender.VerificationMessage;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocketFactory;
import org.jsmpp.InvalidResponseException;
import org.jsmpp.PDUException;
import org.jsmpp.SMPPConstant;
import org.jsmpp.bean.Alphabet;
import org.jsmpp.bean.ESMClass;
import org.jsmpp.bean.GSMSpecificFeature;
import org.jsmpp.bean.GeneralDataCoding;
import org.jsmpp.bean.MessageMode;
import org.jsmpp.bean.MessageType;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.RegisteredDelivery;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.extra.NegativeResponseException;
import org.jsmpp.extra.ResponseTimeoutException;

/**
 * Texts through an SMSC that speaks SMPP 3.4, one submit_sm each. The library blocks, so it does on threads of this sender's own,
 * {@value #THREADS} at most; {@value #WAITING} more messages may wait for one. Close it to end them and the session.
 */
public final class SmppSender implements VerificationCodeSender {

    private static final int THREADS = 8;
    private static final int WAITING = 200;

    /** Five minutes from now, as section 7.1.1 writes it: an older code is of no use. */
    private static final String VALIDITY = "000000000500000R";

    private static final Set<Integer> MESSAGE_AT_FAULT = Set.of(
            SMPPConstant.STAT_ESME_RINVDSTADR, SMPPConstant.STAT_ESME_RINVDSTTON, SMPPConstant.STAT_ESME_RINVDSTNPI);

    private final SmppConfig config;
    private final SmppLink link;
    private final ThreadPoolExecutor threads;
    private final AtomicInteger references = new AtomicInteger();

    /** Connects with the first message, not yet. */
    public SmppSender(SmppConfig config) {
        this(config, (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    /** @param tls decides whom to trust, if the connection is to be encrypted */
    SmppSender(SmppConfig config, SSLSocketFactory tls) {
        this.config = config;
        this.link = new SmppLink(config, new SmppSockets(config, tls));
        AtomicInteger count = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(WAITING), task -> {
                    Thread thread = new Thread(task, "smpp-sender-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public CompletableFuture<Void> send(VerificationMessage message) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        try {
            threads.execute(() -> {
                try {
                    submit(message);
                    result.complete(null);
                } catch (IOException | MessageRefusedException | RuntimeException e) {
                    result.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new IOException("too many messages wait for the SMSC", e));
        }
        return result;
    }

    private void submit(VerificationMessage message) throws IOException, MessageRefusedException {
        SmsEncoding encoding = SmsEncoding.of(message.text(), (byte) references.incrementAndGet());
        ESMClass esm = new ESMClass(
                MessageMode.DEFAULT,
                MessageType.DEFAULT,
                encoding.parts().size() > 1 ? GSMSpecificFeature.UDHI : GSMSpecificFeature.DEFAULT);
        GeneralDataCoding coding =
                new GeneralDataCoding(encoding.ucs2() ? Alphabet.ALPHA_UCS2 : Alphabet.ALPHA_DEFAULT);
        for (byte[] part : encoding.parts()) {
            submit(message.to().digits(), esm, coding, part);
        }
    }

    private void submit(String digits, ESMClass esm, GeneralDataCoding coding, byte[] part)
            throws IOException, MessageRefusedException {
        try {
            link.bound()
                    .submitShortMessage(
                            "",
                            sourceType(),
                            sourceType() == TypeOfNumber.INTERNATIONAL
                                    ? NumberingPlanIndicator.ISDN
                                    : NumberingPlanIndicator.UNKNOWN,
                            config.source().startsWith("+") ? config.source().substring(1) : config.source(),
                            TypeOfNumber.INTERNATIONAL,
                            NumberingPlanIndicator.ISDN,
                            digits,
                            esm,
                            (byte) 0,
                            (byte) 1,
                            null,
                            VALIDITY,
                            new RegisteredDelivery(0),
                            (byte) 0,
                            coding,
                            (byte) 0,
                            part);
        } catch (NegativeResponseException e) {
            String answer = "the SMSC answered 0x" + Integer.toHexString(e.getCommandStatus());
            if (MESSAGE_AT_FAULT.contains(e.getCommandStatus())) {
                throw new MessageRefusedException(answer);
            }
            throw new IOException(answer, e);
        } catch (ResponseTimeoutException e) {
            throw new IOException("the SMSC did not answer in time", e);
        } catch (PDUException | InvalidResponseException e) {
            // Not its text, which may repeat what was sent.
            throw new IOException("the SMSC and we do not understand each other: "
                    + e.getClass().getSimpleName());
        }
    }

    private TypeOfNumber sourceType() {
        if (config.source().startsWith("+")) {
            return TypeOfNumber.INTERNATIONAL;
        }
        boolean digits = config.source().chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? TypeOfNumber.UNKNOWN : TypeOfNumber.ALPHANUMERIC;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        link.close();
    }
}
