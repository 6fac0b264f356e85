package dev.doubletick.benchmark.report;

import dev.doubletick.benchmark.traffic.Exchange;
import dev.doubletick.benchmark.traffic.Interval;
import org.HdrHistogram.Histogram;

/** Puts raw measurements into a result, under the same names in all modes. */
public final class Measures {

    private static final double NANOS_PER_MILLI = 1e6;

    private Measures() {}

    /** Rates, latencies and cost of messages between connected phones. */
    public static void exchange(Result.Builder result, Exchange.Outcome outcome) {
        Interval interval = outcome.interval();
        result.measure("receipted_per_s", interval.perSecond(interval.receipted()));
        result.measure("delivered_per_s", interval.perSecond(interval.received()));
        latency(result, "first_tick", outcome.firstTicks());
        latency(result, "second_tick", outcome.secondTicks());
        cost(result, interval, "message", interval.receipted());
    }

    /** Percentiles of how long a tick took; nothing if there was none. */
    public static void latency(Result.Builder result, String tick, Histogram nanos) {
        if (nanos.getTotalCount() == 0) {
            return;
        }
        result.measure(tick + "_p50_ms", nanos.getValueAtPercentile(50) / NANOS_PER_MILLI);
        result.measure(tick + "_p90_ms", nanos.getValueAtPercentile(90) / NANOS_PER_MILLI);
        result.measure(tick + "_p99_ms", nanos.getValueAtPercentile(99) / NANOS_PER_MILLI);
        result.measure(tick + "_max_ms", nanos.getMaxValue() / NANOS_PER_MILLI);
    }

    /**
     * Bytes and processor time.
     *
     * @param unit what the bytes are for, a message or a connect
     * @param count how many of these there were
     */
    public static void cost(Result.Builder result, Interval interval, String unit, long count) {
        if (count > 0) {
            result.measure("bytes_per_" + unit, (double) (interval.bytesIn() + interval.bytesOut()) / count);
        }
        result.measure("bytes_in", (double) interval.bytesIn());
        result.measure("bytes_out", (double) interval.bytesOut());
        result.measure("driver_cpus", interval.processors(interval.driverCpu()));
        interval.serverCpu().ifPresent(cpu -> result.measure("server_cpus", interval.processors(cpu)));
    }
}
