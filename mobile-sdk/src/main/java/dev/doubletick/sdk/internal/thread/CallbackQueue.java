package dev.doubletick.sdk.internal.thread;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands callbacks to the app's executor one after the other, in order, even where that executor has several threads. What a
 * callback throws is logged. Safe on any thread.
 *
 * <p>The executor may well run what it gets at once, on the thread that hands it over. That is the worker, in a task of its
 * own: no callback finds the SDK in the midst of something.
 */
public final class CallbackQueue {

    private static final Logger log = LoggerFactory.getLogger(CallbackQueue.class);

    /** After that time others have a turn: the executor often is the main thread, which draws a picture every 8 to 16 ms. */
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

    /** After that time a task that the executor took and did not run may be lost: the next callback comes with another. */
    private static final long LOST_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Worker worker;
    private final Executor executor;
    private final LongSupplier nanoTime;
    /** Guards all that follows. */
    private final Queue<Runnable> callbacks = new ArrayDeque<>();

    private boolean scheduled;
    private boolean running;
    private long scheduledAt;

    public CallbackQueue(Worker worker, Executor executor) {
        this(worker, executor, System::nanoTime);
    }

    CallbackQueue(Worker worker, Executor executor, LongSupplier nanoTime) {
        this.worker = worker;
        this.executor = executor;
        this.nanoTime = nanoTime;
    }

    public void execute(Runnable callback) {
        if (add(callback) && !worker.execute(this::handOver)) {
            // The worker is closed, so there is nothing to be in the midst of.
            handOver();
        }
    }

    /** The same without waiting for the worker, which may be busy. Not to be called on it, nor while holding a lock. */
    public void executeNow(Runnable callback) {
        add(callback);
        handOver();
    }

    /** Whether nobody has been asked to take it. */
    private boolean add(Runnable callback) {
        synchronized (callbacks) {
            callbacks.add(callback);
            long now = nanoTime.getAsLong();
            if (running || (scheduled && now - scheduledAt < LOST_NANOS)) {
                return false;
            }
            scheduled = true;
            scheduledAt = now;
            return true;
        }
    }

    private void handOver() {
        try {
            executor.execute(this::drain);
        } catch (RuntimeException | Error e) {
            // Better on a thread of ours than never: somebody may be waiting for a future.
            log.warn("the callback executor does not take a task", e);
            drain();
        }
    }

    private void drain() {
        synchronized (callbacks) {
            if (running) {
                return;
            }
            running = true;
        }
        long start = nanoTime.getAsLong();
        for (Runnable next = next(); next != null; next = next()) {
            try {
                next.run();
            } catch (RuntimeException | Error e) {
                log.error("a callback of the app failed", e);
            }
            if (nanoTime.getAsLong() - start >= TURN_NANOS && pause()) {
                return;
            }
        }
    }

    private @Nullable Runnable next() {
        synchronized (callbacks) {
            Runnable next = callbacks.poll();
            if (next == null) {
                running = false;
                scheduled = false;
            }
            return next;
        }
    }

    /** Lets another task go on, if there is anything left to do and somebody to ask. */
    private boolean pause() {
        synchronized (callbacks) {
            if (callbacks.isEmpty() || !worker.execute(this::handOver)) {
                return false;
            }
            running = false;
            scheduledAt = nanoTime.getAsLong();
            return true;
        }
    }
}
