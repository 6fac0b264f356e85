package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.MailboxOpenException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * One open RocksDB database. After a failed write it is given up and opened anew: that is the only way in which RocksDB's
 * Java interface leaves its error state, and it shows what of the failed write is there.
 *
 * <p>Closing it under a read would crash the process: all but the writer reach it through the {@link StoreGate}.
 */
final class Store implements AutoCloseable {

    static final byte[] FORMAT = "format".getBytes(StandardCharsets.US_ASCII);
    static final long FORMAT_VERSION = 1;
    static final byte[] TOTALS = "totals".getBytes(StandardCharsets.US_ASCII);

    private final StoreOptions options;
    private final List<ColumnFamilyHandle> handles;
    private final SyncedMark mark;
    private final WriteOptions synced = new WriteOptions().setSync(true);
    private final CompactRangeOptions compaction = new CompactRangeOptions().setExclusiveManualCompaction(false);

    final RocksDB db;
    final ColumnFamilyHandle meta;
    final ColumnFamilyHandle messages;
    final ColumnFamilyHandle ids;
    final ColumnFamilyHandle owners;
    final ColumnFamilyHandle leases;

    Store(StoreOptions options, RocksDB db, List<ColumnFamilyHandle> handles, SyncedMark mark) {
        this.options = options;
        this.db = db;
        this.handles = new ArrayList<>(handles);
        this.mark = mark;
        meta = handles.get(0);
        messages = handles.get(1);
        ids = handles.get(2);
        owners = handles.get(3);
        leases = handles.get(4);
    }

    /**
     * Opens the store, or makes a new one if there is none.
     *
     * @throws MailboxOpenException with a sentence for the operator
     */
    static Store open(RocksMailboxConfig config) {
        StoreOpener opener = new StoreOpener(config, config.directory());
        if (MailboxRepair.interrupted(config.directory())) {
            throw opener.damaged("its repair was interrupted", null);
        }
        return opener.open();
    }

    /**
     * Opens the store again after a failure.
     *
     * @throws MailboxOpenException with a sentence for the operator; also if there is no store any more
     */
    static Store reopen(RocksMailboxConfig config) {
        return new StoreOpener(config, config.directory()).reopen();
    }

    /** Writes a batch and waits until it is on disk. */
    void write(WriteBatch batch) throws RocksDBException, IOException {
        db.write(synced, batch);
        mark.write(db.getLatestSequenceNumber());
    }

    byte @Nullable [] get(ColumnFamilyHandle family, byte[] key) throws RocksDBException {
        return db.get(family, key);
    }

    Totals totals() throws RocksDBException {
        byte[] stored = db.get(meta, TOTALS);
        if (stored == null) {
            throw new UnreadableException("the store has no counters");
        }
        return Totals.decode(stored);
    }

    /** Moves everything from the write-ahead log into tables, so that the next start is quick. */
    void flush() throws RocksDBException {
        try (FlushOptions wait = new FlushOptions().setWaitForFlush(true)) {
            db.flush(wait, handles);
        }
    }

    /**
     * Drops from the tables what was removed.
     *
     * @throws RocksDBException also if it was {@linkplain #stopCompacting stopped}
     */
    void compact() throws RocksDBException {
        for (ColumnFamilyHandle family : handles) {
            db.compactRange(family, null, null, compaction);
        }
    }

    /** Ends {@link #compact} on another thread, for good: nobody is to wait for it. */
    void stopCompacting() {
        compaction.setCanceled(true);
    }

    @Override
    public void close() {
        handles.forEach(ColumnFamilyHandle::close);
        try (mark) {
            db.closeE();
        } catch (RocksDBException | IOException e) {
            // Everything answered was synced when it was written; what fails here only makes the next start slower.
            StoreOpener.LOG.warn("The mailbox store did not close cleanly", e);
        } finally {
            synced.close();
            compaction.close();
            options.close();
        }
    }
}
