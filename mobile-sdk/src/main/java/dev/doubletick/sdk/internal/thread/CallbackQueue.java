package dev.doubletick.sdk.internal.thread;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
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

    private final Worker worker;
    private final Executor executor;
    private final Queue<Runnable> callbacks = new ArrayDeque<>();
    private boolean scheduled;

    public CallbackQueue(Worker worker, Executor executor) {
        this.worker = worker;
        this.executor = executor;
    }

    public void execute(Runnable callback) {
        synchronized (callbacks) {
            callbacks.add(callback);
            if (!scheduled) {
                scheduled = true;
                worker.execute(this::handOver);
            }
        }
    }

    private void handOver() {
        try {
            executor.execute(this::drain);
        } catch (RejectedExecutionException e) {
            // Better on a thread of ours than never: somebody may be waiting for a future.
            log.warn("the callback executor takes no more tasks", e);
            drain();
        }
    }

    private void drain() {
        while (true) {
            Runnable next;
            synchronized (callbacks) {
                next = callbacks.poll();
                if (next == null) {
                    scheduled = false;
                    return;
                }
            }
            try {
                next.run();
            } catch (RuntimeException | Error e) {
                log.error("a callback of the app failed", e);
            }
        }
    }
}
