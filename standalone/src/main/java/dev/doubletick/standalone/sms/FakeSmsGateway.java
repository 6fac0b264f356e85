package dev.doubletick.standalone.sms;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.verification.sender.VerificationCodeSender;
import dev.doubletick.registration.verification.sender.VerificationMessage;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Keeps the newest texts in memory, {@value #CAPACITY} of them, for whoever plays the phone. Safe on any thread. */
public final class FakeSmsGateway implements VerificationCodeSender {

    private static final int CAPACITY = 10_000;

    private final Clock clock;
    private final Deque<FakeSms> texts = new ArrayDeque<>();

    /** @param clock stamps the texts */
    public FakeSmsGateway(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized CompletableFuture<Void> send(VerificationMessage message) {
        if (texts.size() == CAPACITY) {
            texts.removeFirst();
        }
        texts.addLast(new FakeSms(message.to().e164(), message.text(), clock.instant()));
        return CompletableFuture.completedFuture(null);
    }

    /** What a phone number would have got, oldest first. */
    public synchronized List<FakeSms> texts(PhoneNumber phone) {
        String to = phone.e164();
        return texts.stream().filter(sms -> sms.to().equals(to)).toList();
    }
}
