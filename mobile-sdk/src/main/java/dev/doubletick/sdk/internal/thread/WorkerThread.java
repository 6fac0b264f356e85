package dev.doubletick.sdk.internal.thread;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The worker as one daemon thread. Whatever a task throws is logged; the next one runs all the same. */
public final class WorkerThread implements Worker {

    private static final Logger log = LoggerFactory.getLogger(WorkerThread.class);

    private final ScheduledThreadPoolExecutor executor;
    private volatile @Nullable Thread thread;

    public WorkerThread(String name) {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread created = new Thread(task, name);
            created.setDaemon(true);
            thread = created;
            return created;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public void execute(Runnable task) {
        try {
            executor.execute(logged(task));
        } catch (RejectedExecutionException e) {
            log.debug("a task came after the end", e);
        }
    }

    @Override
    public Timer schedule(Runnable task, Duration delay) {
        try {
            Future<?> future = executor.schedule(logged(task), delay.toMillis(), TimeUnit.MILLISECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException e) {
            log.debug("a timer came after the end", e);
            return () -> {};
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

    /** Lets the current task end and drops the others. */
    public void shutdown() {
        executor.shutdown();
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
