package dev.doubletick.registration.limit;

import java.time.Duration;

/** What came of asking for permits. */
public sealed interface Taking {

    /** All permits were taken. */
    record Taken() implements Taking {}

    /**
     * Nothing was taken, though there are permits: more of a bucket would be used than the caller wanted.
     *
     * @param rule the limit that is nearest to its end
     */
    record Near(LimitRule rule) implements Taking {}

    /**
     * Nothing was taken, for want of permits.
     *
     * @param rule the limit that makes the caller wait longest
     * @param delay until all permits can be had, if nobody else takes them
     */
    record Exceeded(LimitRule rule, Duration delay) implements Taking {}
}
