package dev.doubletick.registration.verification.sender.failover;

import java.time.Duration;

/**
 * When a sender rests.
 *
 * @param failures so many in a row, 1 or more
 * @param rest how long it is passed over, until one message tries it again
 */
public record HealthPolicy(int failures, Duration rest) {

    /** Three failures, half a minute. */
    public static final HealthPolicy DEFAULT = new HealthPolicy(3, Duration.ofSeconds(30));

    /** @throws IllegalArgumentException if no failure would be enough */
    public HealthPolicy {
        if (failures < 1) {
            throw new IllegalArgumentException("a sender rests after 1 failure or more, not " + failures);
        }
    }
}
