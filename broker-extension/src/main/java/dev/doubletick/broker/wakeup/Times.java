package dev.doubletick.broker.wakeup;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/** Tells the time. Safe on any thread. */
final class Times {

    private final Clock clock;
    private final LongSupplier nanoTime;
    private final long began;

    /** @param nanoTime as {@link System#nanoTime} */
    Times(Clock clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.began = nanoTime.getAsLong();
    }

    Moment now() {
        return new Moment(clock.instant(), uptime());
    }

    /** Since this was made. */
    Duration uptime() {
        return Duration.ofNanos(nanoTime.getAsLong() - began);
    }

    /** When something happened that was written down then; now at the latest. */
    Moment of(Instant then) {
        Moment now = now();
        Duration ago = Duration.between(then, now.clock());
        return new Moment(then, ago.isNegative() ? now.uptime() : now.uptime().minus(ago));
    }
}
