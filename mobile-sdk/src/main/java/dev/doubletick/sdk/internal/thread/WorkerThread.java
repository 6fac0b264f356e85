package dev.doubletick.sdk.internal.thread;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The worker as one daemon thread. Whatever a task throws is logged; the next one runs all the same. */
public final class WorkerThread implements Worker {

    private static final Logger log = LoggerFactory.getLogger(WorkerThread.class);

    private final ScheduledThreadPoolExecutor executor;
    private final Object lock = new Object();
    private volatile @Nullable Thread thread;
    private boolean closed;

    /** The thread is started with the first task. */
    public WorkerThread(String name) {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread created = new Thread(task, name);
            created.setDaemon(true);
            thread = created;
            return created;
        });
        executor.setRemoveOnCancelPolicy(true);
    }

    @Override
    public boolean execute(Runnable task) {
        synchronized (lock) {
            if (!closed) {
                executor.execute(logged(task));
            }
            return !closed;
        }
    }

    @Override
    public Timer schedule(Runnable task, Duration delay) {
        synchronized (lock) {
            if (closed) {
                return () -> {};
            }
            Future<?> future = executor.schedule(logged(task), delay.toMillis(), TimeUnit.MILLISECONDS);
            return () -> future.cancel(false);
        }
    }

    private static Runnable logged(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                log.error("an error in the SDK", e);
            }
        };
    }

    /** Whether the caller is on the worker's thread. */
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /**
     * Ends the thread once it has run what it was given so far; timers are dropped. Does not wait.
     *
     * <p>The end is the last task. What an executor's own shutdown does with tasks that wait differs: old versions of the
     * platform drop those of a scheduled executor, newer ones run them.
     */
    public void shutdown() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            if (thread == null) {
                executor.shutdown();
            } else {
                executor.execute(executor::shutdownNow);
            }
        }
    }

    /**
     * Waits for the thread's end after {@link #shutdown}.
     *
     * @return whether it ended in time
     */
    public boolean awaitEnd(Duration timeout) throws InterruptedException {
        return executor.awaitTermination(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }
}
