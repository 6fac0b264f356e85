package dev.doubletick.registration.push.delivery;

import dev.doubletick.registration.push.PushToken;
import dev.doubletick.registration.push.provider.Push;
import dev.doubletick.registration.push.provider.PushAnswer;
import dev.doubletick.registration.push.provider.PushProvider;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A provider that answers when the test says so: in time, late, or never. */
final class HeldProvider implements PushProvider {

    private final List<CompletableFuture<PushAnswer>> asked = new CopyOnWriteArrayList<>();
    private volatile Function<PushToken, CompletableFuture<PushAnswer>> answers = token -> new CompletableFuture<>();

    /** From now on it answers this at once. */
    void answerWith(PushAnswer answer) {
        answers = token -> CompletableFuture.completedFuture(answer);
    }

    /** From now on it lets everybody wait. */
    void hold() {
        answers = token -> new CompletableFuture<>();
    }

    /** What it was asked so far, oldest first. */
    List<CompletableFuture<PushAnswer>> asked() {
        return asked;
    }

    @Override
    public CompletableFuture<PushAnswer> send(PushToken token, Push push) {
        CompletableFuture<PushAnswer> answer = answers.apply(token);
        asked.add(answer);
        return answer;
    }

    @Override
    public String destination(PushToken token) {
        return "held";
    }

    @Override
    public void close() {
        hold();
    }
}
