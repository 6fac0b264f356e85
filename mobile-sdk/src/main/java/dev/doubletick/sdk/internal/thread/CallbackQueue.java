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
 */
public final class CallbackQueue {

    private static final Logger log = LoggerFactory.getLogger(CallbackQueue.class);

    private final Executor executor;
    private final Queue<Runnable> callbacks = new ArrayDeque<>();
    private boolean scheduled;

    public CallbackQueue(Executor executor) {
        this.executor = executor;
    }

    public void execute(Runnable callback) {
        synchronized (callbacks) {
            callbacks.add(callback);
            if (scheduled) {
                return;
            }
            scheduled = true;
        }
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
