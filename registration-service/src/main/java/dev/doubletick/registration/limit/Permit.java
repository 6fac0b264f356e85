package dev.doubletick.registration.limit;

/**
 * What somebody asks of a limit.
 *
 * @param key whose bucket: a phone number in E.164, a network, a country; empty for a limit with one bucket only
 * @param count how many permits, 1 or more
 */
public record Permit(LimitRule rule, String key, int count) {

    /** @throws IllegalArgumentException if the count is not positive */
    public Permit {
        if (count < 1) {
            throw new IllegalArgumentException("a permit counts 1 or more, not " + count);
        }
    }

    /** Without the key, which may be a phone number. */
    @Override
    public String toString() {
        return "Permit[" + count + " of " + rule.name() + "]";
    }
}
