package dev.doubletick.broker.wakeup;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread of all that concerns wake-ups. What a task throws is logged; what comes after the end is dropped. */
final class WakeUpThread implements Executor, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(WakeUpThread.class);

    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "doubletick-wake-ups");
        thread.setDaemon(true);
        return thread;
    });

    @Override
    public void execute(Runnable task) {
        schedule(task, Duration.ZERO);
    }

    void schedule(Runnable task, Duration delay) {
        try {
            ScheduledFuture<?> unused = executor.schedule(guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            log.debug("a task came after the end", e);
        }
    }

    void every(Duration interval, Runnable task) {
        ScheduledFuture<?> unused = executor.scheduleWithFixedDelay(
                guarded(task), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Throwable e) {
                // Errors as well: the executor would never run a repeated task again, and nobody would be told.
                log.error("wake-ups failed unexpectedly", e);
            }
        };
    }

    /** Does not wait. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
