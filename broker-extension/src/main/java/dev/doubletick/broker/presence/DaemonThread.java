package dev.doubletick.broker.presence;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One daemon thread. What a task throws is logged; what comes after the end is dropped. */
final class DaemonThread implements PresenceThread {

    private static final Logger log = LoggerFactory.getLogger(DaemonThread.class);

    private final ScheduledThreadPoolExecutor executor;

    DaemonThread(String name) {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void execute(Runnable task) {
        schedule(task, Duration.ZERO);
    }

    @Override
    public void schedule(Runnable task, Duration delay) {
        try {
            ScheduledFuture<?> unused = executor.schedule(guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            log.debug("a task came after the end", e);
        }
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                log.error("presence failed unexpectedly", e);
            }
        };
    }

    /** Runs what is due, this last, and ends; within the time given, or without. */
    void end(Runnable last, Duration timeout) {
        try {
            CompletableFuture.runAsync(guarded(last), executor).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.warn("presence did not end in time, the newest last seen may be lost");
        } catch (ExecutionException | RejectedExecutionException e) {
            log.debug("presence has ended already", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        executor.shutdownNow();
    }
}
