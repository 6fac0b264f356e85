package dev.doubletick.broker;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Keeps lines few that could come by the thousand: some a minute, and with the next one how many were left out. Safe on any
 * thread.
 */
public final class SampledLog {

    private static final int A_FEW = 3;
    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final int perMinute;
    private final LongSupplier nanoTime;

    private long minute;
    private int said;
    private long leftOut;
    private boolean trouble;

    /** A few lines a minute. */
    public static SampledLog few() {
        return new SampledLog(A_FEW, System::nanoTime);
    }

    /** One line a minute: for something that is away, and is tried again and again. */
    public static SampledLog one() {
        return new SampledLog(1, System::nanoTime);
    }

    SampledLog(int perMinute, LongSupplier nanoTime) {
        this.perMinute = perMinute;
        this.nanoTime = nanoTime;
        this.minute = nanoTime.getAsLong();
    }

    /**
     * Says it, if not too much was said lately.
     *
     * @param line gets what is to stand at its end: nothing, or how many like it were left out
     */
    public void say(Consumer<String> line) {
        String end;
        synchronized (this) {
            trouble = true;
            long now = nanoTime.getAsLong();
            if (now - minute >= MINUTE_NANOS) {
                minute = now;
                said = 0;
            }
            if (said >= perMinute) {
                leftOut++;
                return;
            }
            said++;
            end = leftOut == 0 ? "" : " (" + leftOut + " more like this were not logged)";
            leftOut = 0;
        }
        line.accept(end);
    }

    /** It works again. True if anything was said since the last time that it did, so that this is worth a line. */
    public synchronized boolean over() {
        boolean was = trouble;
        trouble = false;
        said = 0;
        leftOut = 0;
        return was;
    }
}
