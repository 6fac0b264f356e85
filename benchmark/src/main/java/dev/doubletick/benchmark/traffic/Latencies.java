package dev.doubletick.benchmark.traffic;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/** How long ticks took, as one event loop's phones saw it. Written by that loop, read by any one thread. */
final class Latencies {

    /** Longer ones count as this long. */
    static final long MAX_NANOS = TimeUnit.MINUTES.toNanos(10);

    private static final int DIGITS = 3;

    private final SingleWriterRecorder first = new SingleWriterRecorder(MAX_NANOS, DIGITS);
    private final SingleWriterRecorder second = new SingleWriterRecorder(MAX_NANOS, DIGITS);

    void firstTick(long nanos) {
        first.recordValue(Math.min(nanos, MAX_NANOS));
    }

    void secondTick(long nanos) {
        second.recordValue(Math.min(nanos, MAX_NANOS));
    }

    /** Adds the first ticks since the last call. */
    void takeFirstTicks(Histogram to) {
        to.add(first.getIntervalHistogram());
    }

    /** Adds the second ticks since the last call. */
    void takeSecondTicks(Histogram to) {
        to.add(second.getIntervalHistogram());
    }
}
