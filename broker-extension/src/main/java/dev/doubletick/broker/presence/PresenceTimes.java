package dev.doubletick.broker.presence;

import java.time.Duration;

/**
 * How patient presence is. Tests have less time.
 *
 * @param offlineAfter how long a phone that has gone still counts as online
 * @param tryAgain after how long the database is tried again
 */
public record PresenceTimes(Duration offlineAfter, Duration tryAgain) {

    /** Within five seconds a phone that lost its connection is usually back: two attempts of the SDK fit in. */
    public static final PresenceTimes DEFAULT = new PresenceTimes(Duration.ofSeconds(5), Duration.ofSeconds(5));
}
