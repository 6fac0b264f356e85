package dev.doubletick.registration.limit;

import java.time.Duration;

/**
 * One limit: a bucket of permits for each key, which fills up evenly. In the long run it gives {@code capacity} permits per
 * {@code period}; a bucket that was left alone gives as many at once. So no stretch of one period sees more than twice the
 * capacity.
 *
 * <p>An operator may set other values, for all keys or for one, in the table {@code limit_rule}.
 *
 * @param name what the table, the log and the documentation call it
 * @param capacity permits in a full bucket; 0 allows nothing
 * @param period how long an empty bucket takes to be full
 * @param personal whether keys tell of persons (phone numbers, addresses): these are stored as pseudonyms
 */
public record LimitRule(String name, int capacity, Duration period, boolean personal) {

    /** @throws IllegalArgumentException if a value cannot be used; the message says which */
    public LimitRule {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a limit needs a name");
        }
        if (capacity < 0) {
            throw new IllegalArgumentException("the limit " + name + " must have a capacity of 0 or more");
        }
        if (period.toMillis() < 1) {
            throw new IllegalArgumentException("the limit " + name + " must have a period of 1 ms or more");
        }
    }

    /** With another capacity. */
    public LimitRule withCapacity(int other) {
        return new LimitRule(name, other, period, personal);
    }

    /** One permit for a key. */
    public Permit permit(String key) {
        return permits(key, 1);
    }

    /** Several permits for a key. */
    public Permit permits(String key, int count) {
        return new Permit(this, key, count);
    }
}
