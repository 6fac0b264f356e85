package dev.doubletick.broker.wakeup;

import java.time.Duration;
import java.time.Instant;

/** What the policy says of times. */
final class Schedule {

    private final WakeUpPolicy policy;
    private final Instant started;

    /** @param started when the broker was */
    Schedule(WakeUpPolicy policy, Instant started) {
        this.policy = policy;
        this.started = started;
    }

    /** Until when a phone that has not been there since this time may come by itself. */
    Instant graceFrom(Instant time) {
        Instant due = time.plus(policy.grace());
        Instant afterStart = started.plus(policy.afterStart());
        return due.isBefore(afterStart) ? afterStart : due;
    }

    /** From when on nobody is in the longer grace after the start any more. */
    Instant settledFrom() {
        return graceFrom(started).plus(policy.grace()).plusSeconds(1);
    }

    /**
     * Whether mail has had its decision before a restart. What was accepted just before may not: its phone was in its grace, or
     * connected and not silent for long enough.
     */
    boolean decided(Instant accepted, Instant decidedBy) {
        return accepted.plus(policy.silence()).plus(policy.grace()).isBefore(decidedBy);
    }

    /** How many reminders of mail of that time are due by this. */
    int remindersDue(Instant since, Instant by) {
        return (int) policy.reminders().stream()
                .filter(reminder -> !since.plus(reminder).isAfter(by))
                .count();
    }

    boolean hasReminderAfter(int reminders) {
        return reminders < policy.reminders().size();
    }

    /** When to look at a phone again that has been woken: for the next reminder, or because all its mail has expired. */
    Instant nextLook(Instant since, int reminders, Instant expires, Instant now) {
        Instant at = hasReminderAfter(reminders) ? since.plus(policy.reminders().get(reminders)) : expires;
        Instant due = at.isBefore(expires) ? at : expires;
        Instant soonest = graceFrom(now);
        return due.isBefore(soonest) ? soonest : due;
    }

    Duration silence() {
        return policy.silence();
    }

    int maxPhones() {
        return policy.maxPhones();
    }
}
