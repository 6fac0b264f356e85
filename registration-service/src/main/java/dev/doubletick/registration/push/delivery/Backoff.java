package dev.doubletick.registration.push.delivery;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When to try again: twice as long after every attempt, up to a limit, and by chance somewhere in the second half of it, so that
 * what failed together does not come again together.
 */
final class Backoff {

    private final Duration first;
    private final Duration most;
    private final RandomGenerator random;

    Backoff(Duration first, Duration most, RandomGenerator random) {
        this.first = first;
        this.most = most;
        this.random = random;
    }

    /**
     * @param attempts so far, 1 or more
     * @param atLeast what the provider asked for
     */
    Duration after(int attempts, Optional<Duration> atLeast) {
        int doublings = Math.min(attempts - 1, 20);
        Duration whole = first.multipliedBy(1L << doublings);
        long millis = (whole.compareTo(most) < 0 ? whole : most).toMillis();
        Duration wait = Duration.ofMillis(millis / 2 + random.nextLong(millis / 2 + 1));
        // The provider's wish comes on top, with the chance kept: all of its phones got the same wish.
        return atLeast.map(wait::plus).orElse(wait);
    }
}
