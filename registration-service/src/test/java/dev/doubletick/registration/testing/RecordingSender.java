package dev.doubletick.registration.testing;

import dev.doubletick.registration.verification.sender.Channel;
import dev.doubletick.registration.verification.sender.VerificationCodeSender;
import dev.doubletick.registration.verification.sender.VerificationMessage;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** A gateway that remembers what it was given, and answers as the test says. */
public final class RecordingSender implements VerificationCodeSender {

    private final List<VerificationMessage> messages = new CopyOnWriteArrayList<>();
    private volatile Supplier<CompletableFuture<Void>> answer = () -> CompletableFuture.completedFuture(null);

    @Override
    public boolean serves(Channel channel) {
        return true;
    }

    @Override
    public CompletableFuture<Void> send(VerificationMessage message) {
        messages.add(message);
        return answer.get();
    }

    /** How it answers from now on. */
    public void answer(Supplier<CompletableFuture<Void>> answer) {
        this.answer = answer;
    }

    /** Everything that it was given, oldest first. */
    public List<VerificationMessage> messages() {
        return messages;
    }

    /** The newest code for a phone number. */
    public String lastCode(String phone) {
        return last(phone).code();
    }

    /** The newest message to a phone number. */
    public VerificationMessage last(String phone) {
        return messages.stream()
                .filter(message -> message.to().e164().equals(phone))
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }
}
