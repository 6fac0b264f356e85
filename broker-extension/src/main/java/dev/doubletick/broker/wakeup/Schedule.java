package dev.doubletick.broker.wakeup;

import java.time.Duration;
import java.time.Instant;

/** What the policy says of times. Those to come are by {@linkplain Times#uptime uptime}. */
final class Schedule {

    private final WakeUpPolicy policy;
    private final Duration started;

    /** @param started when the broker was */
    Schedule(WakeUpPolicy policy, Duration started) {
        this.policy = policy;
        this.started = started;
    }

    /** Until when a phone that has not been there since this time may come by itself. */
    Duration graceFrom(Duration time) {
        return later(time.plus(policy.grace()), started.plus(policy.afterStart()));
    }

    /** From when on nobody is in the longer grace after the start any more. */
    Duration settledFrom() {
        return graceFrom(started).plus(policy.grace()).plusSeconds(1);
    }

    /**
     * Whether mail has had its decision before a restart. What was accepted just before may not: its phone was in its grace, or
     * connected and not silent for long enough.
     */
    boolean decided(Instant accepted, Instant decidedBy) {
        return accepted.plus(policy.silence()).plus(policy.grace()).isBefore(decidedBy);
    }

    /** How many reminders of mail are due that has waited for so long. */
    int remindersDue(Duration waited) {
        return (int) policy.reminders().stream()
                .filter(reminder -> reminder.compareTo(waited) <= 0)
                .count();
    }

    /**
     * When to look at a phone again that has been woken.
     *
     * @param reminders how many it has had
     * @param ends when what it was told ends, or its mail: there may be more to do then, or nothing any more
     */
    Duration nextLook(Moment since, int reminders, Instant ends, Moment now) {
        Duration end = now.uptime().plus(Duration.between(now.clock(), ends));
        Duration look = reminders < policy.reminders().size()
                ? earlier(since.uptime().plus(policy.reminders().get(reminders)), end)
                : end;
        return later(look, graceFrom(now.uptime()));
    }

    private static Duration earlier(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static Duration later(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    Duration silence() {
        return policy.silence();
    }
}
