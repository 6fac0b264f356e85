package dev.doubletick.standalone.sms;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.verification.sender.Channel;
import dev.doubletick.registration.verification.sender.VerificationCodeSender;
import dev.doubletick.registration.verification.sender.VerificationMessage;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Keeps the newest texts and calls in memory, {@value #CAPACITY} of them, for whoever plays the phone. Safe on any thread. */
public final class FakeSmsGateway implements VerificationCodeSender {

    private static final int CAPACITY = 10_000;

    private final Clock clock;
    /** All of them, oldest first. */
    private final Deque<FakeSms> texts = new ArrayDeque<>();
    /** The same by number, oldest first. */
    private final Map<String, List<FakeSms>> byNumber = new HashMap<>();

    /** @param clock stamps the texts */
    public FakeSmsGateway(Clock clock) {
        this.clock = clock;
    }

    @Override
    public boolean serves(Channel channel) {
        return true;
    }

    @Override
    public synchronized CompletableFuture<Void> send(VerificationMessage message) {
        if (texts.size() == CAPACITY) {
            forget(texts.removeFirst());
        }
        FakeSms sms = new FakeSms(message.to().e164(), message.channel().text(), message.text(), clock.instant());
        texts.addLast(sms);
        byNumber.computeIfAbsent(sms.to(), to -> new ArrayList<>()).add(sms);
        return CompletableFuture.completedFuture(null);
    }

    private void forget(FakeSms oldest) {
        byNumber.computeIfPresent(oldest.to(), (to, sent) -> {
            sent.remove(0);
            return sent.isEmpty() ? null : sent;
        });
    }

    /** What a phone number would have got, oldest first. */
    public synchronized List<FakeSms> texts(PhoneNumber phone) {
        return List.copyOf(byNumber.getOrDefault(phone.e164(), List.of()));
    }
}
