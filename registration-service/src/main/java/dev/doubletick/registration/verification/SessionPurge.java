package dev.doubletick.registration.verification;

import dev.doubletick.registration.limit.Limits;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes, once a minute and on a thread of its own, the sessions that are long over and the limits that are as good as new. Runs
 * until closed.
 */
public final class SessionPurge implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SessionPurge.class);

    private final Verifications verifications;
    private final Limits limits;
    private final Clock clock;
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "session-purge");
        thread.setDaemon(true);
        return thread;
    });

    private SessionPurge(Verifications verifications, Limits limits, Clock clock) {
        this.verifications = verifications;
        this.limits = limits;
        this.clock = clock;
    }

    /** Starts it. */
    public static SessionPurge start(Verifications verifications, Limits limits, Clock clock) {
        SessionPurge purge = new SessionPurge(verifications, limits, clock);
        ScheduledFuture<?> unused = purge.scheduler.scheduleWithFixedDelay(purge::run, 0, 1, TimeUnit.MINUTES);
        return purge;
    }

    private void run() {
        try {
            int sessions = verifications.purge();
            int buckets = limits.deleteFull(clock.instant());
            log.debug("deleted {} verification sessions and {} full limits", sessions, buckets);
        } catch (RuntimeException e) {
            // An exception would end the schedule; the next minute tries again.
            log.warn("could not delete old verification sessions and limits: {}", e.toString());
        }
    }

    /** Stops it, without waiting for a run that is under way. */
    @Override
    public void close() {
        scheduler.shutdownNow();
    }
}
