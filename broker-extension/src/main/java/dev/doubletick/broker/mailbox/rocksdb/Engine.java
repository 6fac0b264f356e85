package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.MailboxHealth;
import dev.doubletick.broker.mailbox.MailboxHealth.State;
import dev.doubletick.broker.mailbox.MailboxOpenException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of the store as a whole: whether it is open, why not, and how it comes back. Only the writer changes it, except
 * for {@link #close}.
 */
final class Engine {

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    private static final long FIRST_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LAST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final RocksMailboxConfig config;
    private final Function<RocksMailboxConfig, Store> reopening;
    private final StoreGate gate;
    private final DiskReserve disk;

    private volatile Totals totals;
    private volatile @Nullable String failure;
    private volatile boolean closing;
    private volatile boolean ended;

    private long retryAt;
    private long retryDelay;

    /**
     * @throws MailboxOpenException with a sentence for the operator
     */
    Engine(RocksMailboxConfig config) {
        this(config, Store::reopen);
    }

    /**
     * @param reopening opens the store again after a failure
     * @throws MailboxOpenException with a sentence for the operator
     */
    Engine(RocksMailboxConfig config, Function<RocksMailboxConfig, Store> reopening) {
        this.config = config;
        this.reopening = reopening;
        Store store = Store.open(config);
        try {
            this.totals = store.totals();
            this.disk = new DiskReserve(config.directory(), config.diskReserveBytes());
            this.gate = new StoreGate(store);
        } catch (RocksDBException | IOException e) {
            store.close();
            throw new MailboxOpenException(
                    MailboxOpenException.Reason.IO,
                    "The mailbox store in " + config.directory() + " cannot be read: " + e.getMessage(),
                    e);
        }
        disk.check();
    }

    StoreGate gate() {
        return gate;
    }

    /** For the writer, while {@link #available}. */
    Store store() {
        return gate.forWriter();
    }

    Totals totals() {
        return totals;
    }

    void totals(Totals committed) {
        totals = committed;
    }

    boolean available() {
        return failure == null;
    }

    boolean checkDisk() {
        return disk.check();
    }

    long diskFreeBytes() {
        return disk.freeBytes();
    }

    boolean diskLow() {
        return disk.low();
    }

    /** Gives the store up, because it can no longer be trusted to be what memory thinks it is. */
    void failed(String what, Throwable cause) {
        LOG.error("The mailbox store is closed and will be opened again", cause);
        failure = what;
        retryAt = System.nanoTime();
        retryDelay = FIRST_RETRY_NANOS;
        gate.close();
    }

    /** Tries to open the store again, at growing intervals. True if it is open. */
    boolean reopen() {
        if (System.nanoTime() - retryAt < 0) {
            return false;
        }
        try {
            gate.open(openAgain());
            failure = null;
            LOG.info("The mailbox store is open again");
            return true;
        } catch (RocksDBException | RuntimeException | Error e) {
            // Whatever it is: if it ended the writer, the mailbox would never come back.
            String why = "the mailbox store does not open again: "
                    + (e instanceof MailboxOpenException ? e.getMessage() : e.toString());
            if (!why.equals(failure)) {
                LOG.error("The mailbox store does not open again, trying on", e);
            }
            failure = why;
            retryAt = System.nanoTime() + retryDelay;
            retryDelay = Math.min(2 * retryDelay, LAST_RETRY_NANOS);
            return false;
        }
    }

    private Store openAgain() throws RocksDBException {
        Store store = reopening.apply(config);
        try {
            totals = store.totals();
            return store;
        } catch (RocksDBException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    MailboxHealth health() {
        String failed = failure;
        if (closing) {
            return new MailboxHealth(State.CLOSED, "the mailbox is closed");
        }
        if (failed != null) {
            return new MailboxHealth(State.RECOVERING, failed);
        }
        if (disk.away()) {
            return new MailboxHealth(State.AWAY, DiskReserve.AWAY);
        }
        if (disk.low()) {
            return new MailboxHealth(State.DISK_RESERVE, DiskReserve.REFUSAL);
        }
        return new MailboxHealth(State.AVAILABLE, "the mailbox is available");
    }

    /** Asks the writer to finish what waits. */
    void close() {
        closing = true;
    }

    boolean closing() {
        return closing;
    }

    /** The writer takes nothing any more. */
    void ended() {
        closing = true;
        ended = true;
    }

    boolean hasEnded() {
        return ended;
    }
}
