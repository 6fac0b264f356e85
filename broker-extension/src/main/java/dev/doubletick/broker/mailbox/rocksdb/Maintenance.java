package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.Depth;
import dev.doubletick.broker.mailbox.MailboxException;
import dev.doubletick.broker.mailbox.MailboxOwner;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens beside the mail, on a thread of its own: removing what expired, and giving disk space back. */
final class Maintenance implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);

    private static final long RECLAIM_SECONDS = 10;
    /** Less garbage than this is left to RocksDB. */
    private static final long LITTLE_GARBAGE = 256L << 20;

    private final Engine engine;
    private final Sweep sweep;
    private final Clock clock;
    private final Duration grace;
    private final long littleGarbageWhenLow;
    private final Set<MailboxOwner> due = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "mailbox-maintenance");
        made.setDaemon(true);
        return made;
    });

    Maintenance(Engine engine, Sweep sweep, RocksMailboxConfig config, Clock clock) {
        this.engine = engine;
        this.sweep = sweep;
        this.clock = clock;
        this.grace = config.sweepGrace();
        this.littleGarbageWhenLow = config.diskReserveBytes() / 8;
        long millis = config.sweepInterval().toMillis();
        schedule(this::sweepAll, millis, TimeUnit.MILLISECONDS);
        schedule(this::reclaim, RECLAIM_SECONDS, TimeUnit.SECONDS);
    }

    private void schedule(Runnable task, long interval, TimeUnit unit) {
        var unused = thread.scheduleWithFixedDelay(() -> guarded(task), interval, interval, unit);
    }

    /** Removes what has expired in one mailbox, without grace: its owner's mail is refused because it is full. */
    void sweepSoon(MailboxOwner owner) {
        if (!due.add(owner)) {
            return;
        }
        try {
            thread.execute(() -> guarded(() -> {
                due.remove(owner);
                sweep.one(owner, clock.millis());
            }));
        } catch (RejectedExecutionException e) {
            // The mailbox is being closed, and the writer finishes what waits: the next start sweeps.
            LOG.debug("No sweep of a full mailbox any more", e);
        }
    }

    private void sweepAll() {
        sweep.all(clock.instant().minus(grace).toEpochMilli());
    }

    /**
     * Compacts when the tables hold far more than what is still held. RocksDB compacts while it is written to; when the disk
     * is so full that nothing is appended any more, it would never get around to it.
     */
    private void reclaim() {
        Depth held = engine.totals().held();
        long live = held.messageBytes() + held.receiptBytes();
        long garbage = engine.diskLow() ? littleGarbageWhenLow : LITTLE_GARBAGE;
        engine.gate().read(store -> {
            long stored = store.db.getAggregatedLongProperty("rocksdb.total-sst-files-size");
            if (stored > 2 * live + garbage && !thread.isShutdown()) {
                LOG.info("Compacting the mailbox store: {} bytes stored, {} bytes held", stored, live);
                store.compact();
            }
            return stored;
        });
    }

    private void stopCompacting() {
        engine.gate().read(store -> {
            store.stopCompacting();
            return true;
        });
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (MailboxException e) {
            LOG.debug("Mailbox maintenance has to wait", e);
        } catch (RuntimeException e) {
            LOG.error("Mailbox maintenance failed", e);
        }
    }

    /** Stops a compaction under way, and waits. */
    @Override
    public void close() {
        thread.shutdownNow();
        guarded(this::stopCompacting);
        boolean interrupted = false;
        while (!thread.isTerminated()) {
            try {
                var unused = thread.awaitTermination(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
