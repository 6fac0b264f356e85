package dev.doubletick.registration.push.provider;

import dev.doubletick.registration.push.PushToken;
import java.util.concurrent.CompletableFuture;

/** Sends pushes to tokens of one platform. Safe on any thread; does not block. */
public interface PushProvider extends AutoCloseable {

    /**
     * Sends one push. If it fails, with whatever it failed with, that counts as an outage. May take its time: {@link
     * GuardedProvider} sees to it that it is not too long.
     */
    CompletableFuture<PushAnswer> send(PushToken token, Push push);

    /** Which of its servers a token is for: each has a circuit breaker of its own. */
    String destination(PushToken token);

    @Override
    void close();
}
