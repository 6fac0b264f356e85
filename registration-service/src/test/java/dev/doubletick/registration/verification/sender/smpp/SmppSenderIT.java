package dev.doubletick.registration.verification.sender.smpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.verification.sender.Channel;
import dev.doubletick.registration.verification.sender.MessageRefusedException;
import dev.doubletick.registration.verification.sender.VerificationMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jsmpp.SMPPConstant;
import org.jsmpp.bean.SubmitSm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SmppSenderIT {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private Smsc smsc;
    private SmppSender sender;

    @BeforeEach
    void start() throws IOException {
        smsc = new Smsc();
        sender = sender(smsc.port(), Smsc.PASSWORD, "Doubletick");
    }

    @AfterEach
    void stop() throws IOException {
        sender.close();
        smsc.close();
    }

    private static SmppSender sender(int port, String password, String source) {
        return new SmppSender(
                new SmppConfig("127.0.0.1", port, false, "doubletick", password, "", source, Duration.ofSeconds(2)));
    }

    private static VerificationMessage message(String text) {
        return new VerificationMessage(
                PhoneNumber.ofE164("+4915112345678"), Channel.SMS, "123456", text, Locale.ENGLISH);
    }

    @Test
    void submitsTheTextToTheNumber() {
        sender.send(message("Your code is 123456.")).join();

        SubmitSm submitted = smsc.submitted().get(0);
        assertThat(submitted.getDestAddress()).isEqualTo("4915112345678");
        assertThat(submitted.getDestAddrTon()).isEqualTo((byte) 1);
        assertThat(submitted.getDestAddrNpi()).isEqualTo((byte) 1);
        assertThat(submitted.getSourceAddr()).isEqualTo("Doubletick");
        assertThat(submitted.getSourceAddrTon()).isEqualTo((byte) 5);
        assertThat(submitted.getDataCoding()).isEqualTo((byte) 0);
        assertThat(new String(submitted.getShortMessage(), StandardCharsets.US_ASCII))
                .isEqualTo("Your code is 123456.");
        assertThat(submitted.getValidityPeriod()).isEqualTo("000000000500000R");
    }

    @Test
    void aNumberAsSourceIsOne() {
        try (SmppSender numbered = sender(smsc.port(), Smsc.PASSWORD, "+4915100000000")) {
            numbered.send(message("Your code is 123456.")).join();
        }

        assertThat(smsc.submitted().get(0).getSourceAddr()).isEqualTo("4915100000000");
        assertThat(smsc.submitted().get(0).getSourceAddrTon()).isEqualTo((byte) 1);
    }

    @Test
    void textsInOtherScriptsAreUcs2() {
        sender.send(message("Ваш код 123456.")).join();

        SubmitSm submitted = smsc.submitted().get(0);
        assertThat(submitted.getDataCoding()).isEqualTo((byte) 8);
        assertThat(new String(submitted.getShortMessage(), StandardCharsets.UTF_16BE))
                .isEqualTo("Ваш код 123456.");
    }

    @Test
    void longTextsGoInParts() {
        sender.send(message("Код ".repeat(30))).join();

        assertThat(smsc.submitted()).hasSize(2).allSatisfy(part -> {
            assertThat(part.isUdhi()).isTrue();
            assertThat(part.getShortMessage()).startsWith(5, 0, 3);
        });
    }

    @Test
    void oneSessionServesManyMessagesAtOnce() {
        List<CompletableFuture<Void>> sent = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            sent.add(sender.send(message("Your code is 123456.")));
        }

        assertThat(CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)))
                .succeedsWithin(PATIENCE);
        assertThat(smsc.submitted()).hasSize(100);
        assertThat(smsc.binds()).isEqualTo(1);
    }

    @Test
    void aLostSessionIsBoundAgain() {
        sender.send(message("Your code is 123456.")).join();
        smsc.cut();

        // The very next message may still find the old session.
        await().atMost(PATIENCE).ignoreExceptions().until(() -> sender.send(message("Your code is 123456."))
                .handle((sent, e) -> e == null)
                .get());

        assertThat(smsc.binds()).isEqualTo(2);
    }

    @Test
    void aNumberThatTheSmscDoesNotWantIsNoFaultOfTheSmsc() {
        smsc.answer(SMPPConstant.STAT_ESME_RINVDSTADR);

        assertThatThrownBy(() -> sender.send(message("Your code is 123456.")).join())
                .hasRootCauseInstanceOf(MessageRefusedException.class)
                .hasRootCauseMessage("the SMSC answered 0xb");
    }

    @Test
    void anSmscThatIsBusyFails() {
        smsc.answer(SMPPConstant.STAT_ESME_RTHROTTLED);

        assertThatThrownBy(() -> sender.send(message("Your code is 123456.")).join())
                .hasCauseInstanceOf(IOException.class)
                .hasMessageContaining("the SMSC answered 0x58");
    }

    @Test
    void aWrongPasswordFails() {
        try (SmppSender stranger = sender(smsc.port(), "wrong", "Doubletick")) {
            assertThatThrownBy(
                            () -> stranger.send(message("Your code is 123456.")).join())
                    .hasCauseInstanceOf(IOException.class)
                    .hasMessageNotContaining("wrong");
        }
    }

    @Test
    void anSmscThatIsAwayFails() throws IOException {
        smsc.close();

        assertThat(sender.send(message("Your code is 123456."))).failsWithin(PATIENCE);
    }

    @Test
    void anSmscThatHangsFailsAfterTheTimeout() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                SmppSender patient = sender(silent.getLocalPort(), Smsc.PASSWORD, "Doubletick")) {
            assertThat(patient.send(message("Your code is 123456."))).failsWithin(PATIENCE);
        }
    }

    @Test
    void moreThanCanWaitIsRefusedAtOnce() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                SmppSender busy = sender(silent.getLocalPort(), Smsc.PASSWORD, "Doubletick")) {
            CompletableFuture<Void> last = new CompletableFuture<>();
            for (int i = 0; i < 300; i++) {
                last = busy.send(message("Your code is 123456."));
            }

            assertThatThrownBy(last::join).hasMessageContaining("too many messages wait");
        }
    }
}
