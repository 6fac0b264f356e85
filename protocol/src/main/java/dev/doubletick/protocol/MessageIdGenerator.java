package dev.doubletick.protocol;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;

/**
 * Makes message ids: UUID version 7 with a counter in {@code rand_a} (RFC 9562 section 6.2, method 1), so that ids of one
 * generator ascend even within a millisecond and when the clock steps back. Safe on any thread.
 */
public final class MessageIdGenerator {

    private static final int COUNTER_BITS = 12;

    private final Clock clock;
    private final SecureRandom random;
    /** Milliseconds since 1970 in the upper bits, the counter in the lowest 12. */
    private long last;

    public MessageIdGenerator(Clock clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    public MessageId next() {
        long tail = random.nextLong();
        long ticks = nextTicks();
        long high = (ticks >>> COUNTER_BITS) << 16 | 0x7000 | (ticks & 0xFFF);
        long low = (tail & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return MessageId.of(new UUID(high, low));
    }

    private synchronized long nextTicks() {
        // A counter that overflows borrows from the next millisecond.
        last = Math.max(last + 1, clock.millis() << COUNTER_BITS);
        return last;
    }
}
