package dev.doubletick.sample.phones.app;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread on which all phones live, as an app's user interface does: what belongs to a screen needs no locks, and nothing
 * on it may wait. What is thrown on it is logged. After {@link #close} nothing runs any more.
 */
public final class UiThread implements Executor, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(UiThread.class);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread created = new Thread(task, "phones-ui");
        created.setDaemon(true);
        return created;
    });

    @Override
    public void execute(Runnable task) {
        try {
            thread.execute(guarded(task));
        } catch (RejectedExecutionException e) {
            log.debug("too late for the screen, which is closed");
        }
    }

    /** Runs it once, some time from now. */
    public void later(Duration delay, Runnable task) {
        try {
            var unused = thread.schedule(guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            log.debug("too late for the screen, which is closed");
        }
    }

    /** Runs it again and again. */
    public void every(Duration period, Runnable task) {
        var unused = thread.scheduleWithFixedDelay(
                guarded(task), period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Asks for something that only this thread knows. */
    public <T> CompletableFuture<T> ask(Supplier<T> question) {
        return CompletableFuture.supplyAsync(question, thread);
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                log.error("the user interface has a fault", e);
            }
        };
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
