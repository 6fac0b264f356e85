package dev.doubletick.registration.push.delivery;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.push.PushToken;
import dev.doubletick.registration.push.PushTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Finds the tokens of phones: alone at once, and under load, what comes while a query is under way together in the next.
 */
final class TokenLookUp {

    private static final int MOST = 200;

    /**
     * What is known of a phone.
     *
     * @param deferred whether a wake-up of it is put off already
     */
    record Found(List<PushToken> tokens, boolean deferred) {}

    private record Asked(PhoneNumber phone, CompletableFuture<Found> answer) {}

    private final PushTokens tokens;
    private final DeferredWakeUps deferred;
    private final Executor blocking;
    private List<Asked> waiting = new ArrayList<>();
    private boolean underway;

    TokenLookUp(PushTokens tokens, DeferredWakeUps deferred, Executor blocking) {
        this.tokens = tokens;
        this.deferred = deferred;
        this.blocking = blocking;
    }

    /** Completes on a thread that may block. */
    CompletableFuture<Found> of(PhoneNumber phone) {
        Asked asked = new Asked(phone, new CompletableFuture<>());
        synchronized (this) {
            waiting.add(asked);
            if (underway) {
                return asked.answer();
            }
            underway = true;
        }
        try {
            blocking.execute(this::answerAll);
        } catch (RejectedExecutionException e) {
            synchronized (this) {
                underway = false;
            }
            asked.answer().completeExceptionally(e);
        }
        return asked.answer();
    }

    private void answerAll() {
        for (List<Asked> batch = take(); !batch.isEmpty(); batch = take()) {
            answer(batch);
        }
    }

    private synchronized List<Asked> take() {
        int count = Math.min(MOST, waiting.size());
        List<Asked> batch = List.copyOf(waiting.subList(0, count));
        waiting = new ArrayList<>(waiting.subList(count, waiting.size()));
        underway = count > 0;
        return batch;
    }

    private void answer(List<Asked> batch) {
        try {
            List<PhoneNumber> phones =
                    batch.stream().map(Asked::phone).distinct().toList();
            Map<PhoneNumber, List<PushToken>> found = tokens.of(phones);
            Set<PhoneNumber> putOff = deferred.among(phones);
            batch.forEach(asked -> asked.answer()
                    .complete(new Found(found.getOrDefault(asked.phone(), List.of()), putOff.contains(asked.phone()))));
        } catch (RuntimeException e) {
            batch.forEach(asked -> asked.answer().completeExceptionally(e));
        }
    }
}
