package dev.doubletick.broker.wakeup;

import java.time.Duration;
import java.util.List;

/**
 * When a phone is woken.
 *
 * @param grace how long a phone that is not connected has to come by itself
 * @param silence how long a connected phone may leave messages without acknowledging anything; then its connection counts as
 *     dead
 * @param reminders how long after its first message a phone that has not come is woken again; ascending, perhaps none
 * @param afterStart the grace in the first while after the broker has started, when all phones are reconnecting
 * @param maxPhones of how many phones the state is kept in memory, some 200 bytes each; beyond it, those that were woken are
 *     forgotten, and their next message wakes them again
 */
public record WakeUpPolicy(
        Duration grace, Duration silence, List<Duration> reminders, Duration afterStart, int maxPhones) {

    private static final int MAX_REMINDERS = 255;

    /** 2 s, 10 s, reminders after an hour, a day and a week, 30 s after the start, half a million phones. */
    public static final WakeUpPolicy DEFAULT = new WakeUpPolicy(
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            List.of(Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(7)),
            Duration.ofSeconds(30),
            500_000);

    /** @throws IllegalArgumentException if a value cannot be used; the message says which */
    public WakeUpPolicy {
        reminders = List.copyOf(reminders);
        if (grace.isNegative() || afterStart.isNegative() || silence.isNegative() || silence.isZero()) {
            throw new IllegalArgumentException("the graces must not be negative, and the silence must be positive");
        }
        if (reminders.size() > MAX_REMINDERS
                || reminders.stream().anyMatch(reminder -> reminder.compareTo(grace) <= 0)
                || !reminders.equals(reminders.stream().sorted().distinct().toList())) {
            throw new IllegalArgumentException("reminders must ascend, and all come after the grace");
        }
        if (maxPhones < 1) {
            throw new IllegalArgumentException("the state of at least one phone must be kept");
        }
    }
}
