package dev.doubletick.broker.wakeup;

import java.time.Duration;
import java.time.Instant;

/**
 * One moment, by two clocks.
 *
 * @param clock what is written down and told to others goes by this, and what others have written: expiry
 * @param uptime how long one waits goes by this: nobody sets it
 */
record Moment(Instant clock, Duration uptime) {}
