package dev.doubletick.registration.database;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the disk on behalf of commits that did not ({@code synchronous_commit = off}). All who come while one wait is under way
 * share the next one: so many requests cost few round trips, and only one connection. Safe on any thread; blocks for the database.
 */
public final class SharedSync {

    private final Jdbi jdbi;
    private final ReentrantLock running = new ReentrantLock();
    /** What those who come now wait for; null if the next to come begins it. */
    private @Nullable CompletableFuture<Void> next;

    /** @param jdbi where the commits were made */
    public SharedSync(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Returns when all is on disk that was committed before the call.
     *
     * @throws RuntimeException what JDBI throws, itself or as the cause, if that did not come about
     */
    public void await() {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> waitedFor;
        synchronized (this) {
            waitedFor = next == null ? mine : next;
            next = waitedFor;
        }
        if (waitedFor == mine) {
            runAlone(mine);
        }
        waitedFor.join();
    }

    private void runAlone(CompletableFuture<Void> result) {
        running.lock();
        try {
            synchronized (this) {
                // Who comes from now on may have committed too late for this one.
                next = null;
            }
            sync();
            result.complete(null);
        } catch (Throwable e) {
            result.completeExceptionally(e);
        } finally {
            running.unlock();
        }
    }

    private void sync() {
        // Writes next to nothing, and commits that as usual.
        jdbi.useHandle(handle -> handle.createQuery("select pg_logical_emit_message(true, 'doubletick', '')")
                .mapTo(String.class)
                .one());
    }
}
