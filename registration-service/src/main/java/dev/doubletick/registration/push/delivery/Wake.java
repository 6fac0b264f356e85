package dev.doubletick.registration.push.delivery;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.server.WakeUpNotice;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One phone to be woken.
 *
 * @param attempts how often that was put off
 * @param joined how many wake-ups have joined it while it was put off
 */
record Wake(PhoneNumber phone, Instant since, Instant expires, boolean reminder, int attempts, long joined) {

    /** What a broker's clock may say: neither PostgreSQL nor durations in nanoseconds take any number. */
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    /** Empty if that can be no wake-up. */
    static Optional<Wake> of(String topic, byte[] payload) {
        return WakeUpNotice.phone(topic).flatMap(phone -> WakeUpNotice.ofBytes(payload)
                .filter(wakeUp -> isTime(wakeUp.since()) && isTime(wakeUp.expires()))
                .map(wakeUp -> new Wake(phone, wakeUp.since(), wakeUp.expires(), wakeUp.reminder() > 0, 0, 0)));
    }

    private static boolean isTime(Instant time) {
        return !time.isBefore(EARLIEST) && !time.isAfter(LATEST);
    }

    boolean hasExpired(Instant now) {
        return !expires.isAfter(now);
    }

    /** How long the message has waited; nothing, if the broker's clock is ahead. */
    Duration age(Instant now) {
        Duration age = Duration.between(since, now);
        return age.isNegative() ? Duration.ZERO : age;
    }

    /** As it came, for an operator. */
    byte[] payload() {
        return WakeUpNotice.of(reminder ? 1 : 0, since, expires).toBytes();
    }
}
