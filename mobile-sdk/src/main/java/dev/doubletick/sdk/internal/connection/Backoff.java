package dev.doubletick.sdk.internal.connection;

import java.security.SecureRandom;
import java.time.Duration;

/**
 * Exponential back-off with full jitter: each delay is anything between zero and a ceiling that doubles up to a cap. So a
 * thousand phones that lost the same server do not come back in step. For one thread.
 */
public final class Backoff {

    private final Duration base;
    private final Duration cap;
    private final SecureRandom random;
    private int failures;

    /**
     * @param base the first ceiling
     * @param cap the highest
     */
    public Backoff(Duration base, Duration cap, SecureRandom random) {
        this.base = base;
        this.cap = cap;
        this.random = random;
    }

    /** The delay before the next attempt, longer with each call. */
    public Duration next() {
        // 30 doublings of a millisecond exceed any sensible cap, and do not overflow a long.
        long ceiling = Math.min(cap.toMillis(), base.toMillis() << Math.min(failures, 30));
        failures++;
        return Duration.ofMillis((long) (random.nextDouble() * (ceiling + 1)));
    }

    /** Starts over: an attempt succeeded. */
    public void reset() {
        failures = 0;
    }
}
