package dev.doubletick.benchmark.traffic;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;

/**
 * Runs traffic between phones that are connected, within bounds, and measures it. Called by the thread that drives the run;
 * each method blocks until its part is over.
 */
public final class Exchange {

    /**
     * When to stop.
     *
     * @param window the most messages of one phone under way at a time
     * @param warmUp not measured, unless the quotas are used up within it
     * @param time the longest that is measured; a run whose quotas are used up ends before
     * @param patience the longest wait, once nothing is sent any more, without anything coming in
     */
    public record Bounds(int window, Duration warmUp, Duration time, Duration patience) {}

    /**
     * What was measured.
     *
     * @param interval counts after the warm-up, up to the last tick, or up to the end of sending if time ended it
     * @param firstTicks nanoseconds from sending to the first tick
     * @param secondTicks nanoseconds from sending to the second tick
     */
    public record Outcome(Interval interval, Histogram firstTicks, Histogram secondTicks) {}

    private static final long POLL_NANOS = 1_000_000;
    /** Late duplicates still show up in this time. */
    private static final Duration QUIET = Duration.ofMillis(300);

    private final Traffic traffic;
    private final Totals totals;
    private final Bounds bounds;

    public Exchange(Traffic traffic, Bounds bounds) {
        this.traffic = traffic;
        this.totals = traffic.totals();
        this.bounds = bounds;
    }

    /**
     * Lets every phone that has somebody to write to send.
     *
     * @param total the sum of all quotas
     */
    public Outcome send(long total, boolean secondTicks) {
        BooleanSupplier stopped = () -> totals.sent.sum() >= total || !traffic.isSending();
        Snapshot start = traffic.snapshot();
        traffic.startSending(bounds.window());
        if (!bounds.warmUp().isZero() && !waitFor(stopped, bounds.warmUp())) {
            traffic.takeFirstTicks();
            traffic.takeSecondTicks();
            start = traffic.snapshot();
        }
        boolean outOfTime = !waitFor(stopped, bounds.time());
        Snapshot end = traffic.snapshot();
        traffic.stopSending();
        waitWhileMoving(() -> answered(secondTicks));
        if (!outOfTime) {
            end = traffic.snapshot();
        }
        waitForQuiet();
        return new Outcome(start.to(end), traffic.takeFirstTicks(), traffic.takeSecondTicks());
    }

    private boolean answered(boolean secondTicks) {
        long expected = totals.sent.sum() - totals.refused.sum();
        return (!traffic.givesFirstTick() || totals.accepted.sum() >= expected)
                && (!secondTicks || totals.receipted.sum() >= expected);
    }

    /**
     * Lets recipients come and take what waits for them.
     *
     * @param expected how many messages wait
     * @param connect brings the recipients; what it takes is measured too
     */
    public Interval collect(long expected, ConnectStep connect) throws InterruptedException {
        Snapshot start = traffic.snapshot();
        connect.run();
        waitWhileMoving(() -> totals.received.sum() >= expected && totals.receipted.sum() >= expected);
        Snapshot end = traffic.snapshot();
        waitForQuiet();
        return start.to(end);
    }

    /** A step that connects phones. */
    @FunctionalInterface
    public interface ConnectStep {
        void run() throws InterruptedException;
    }

    private void waitForQuiet() {
        long deadline = System.nanoTime() + bounds.patience().toNanos();
        long movements;
        do {
            movements = totals.movements();
            waitFor(() -> false, QUIET);
        } while (totals.movements() != movements && System.nanoTime() < deadline);
    }

    /** Waits as long as something comes in at least every {@link Bounds#patience}, but not for ever. */
    private void waitWhileMoving(BooleanSupplier done) {
        long deadline =
                System.nanoTime() + bounds.time().plus(bounds.patience()).toNanos();
        long movements;
        do {
            movements = totals.movements();
        } while (!waitFor(done, bounds.patience())
                && totals.movements() != movements
                && totals.connectionsLost.sum() == 0
                && System.nanoTime() < deadline);
    }

    private static boolean waitFor(BooleanSupplier condition, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() >= deadline) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }
}
