package dev.doubletick.benchmark.traffic;

import java.time.Duration;
import java.util.Optional;

/**
 * What happened in a span of time.
 *
 * @param accepted first ticks
 * @param received messages at their recipients
 * @param receipted second ticks
 * @param bytesIn TCP payload from the server
 * @param bytesOut TCP payload to the server
 * @param driverCpu processor time of this process
 * @param serverCpu processor time of the server's process, where it is known
 */
public record Interval(
        Duration elapsed,
        long accepted,
        long received,
        long receipted,
        long bytesIn,
        long bytesOut,
        Duration driverCpu,
        Optional<Duration> serverCpu) {

    /** How many of something there were per second. */
    public double perSecond(long count) {
        return (double) count / seconds(elapsed);
    }

    /** How many processors were busy with it on average. */
    public double processors(Duration cpu) {
        return seconds(cpu) / seconds(elapsed);
    }

    private static double seconds(Duration duration) {
        return Math.max(duration.toNanos(), 1) / 1e9;
    }
}
