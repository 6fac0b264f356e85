package dev.doubletick.broker.mailbox.rocksdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Takes a batch of the write-ahead log apart. Column families are numbers there: in the order in which {@link StoreOptions}
 * names them, because that is the order in which a new store makes them.
 */
final class LogBatch extends WriteBatch.Handler {

    private static final int MESSAGES = 1;
    private static final int LEASES = 4;

    private final Visitor visitor;

    LogBatch(Visitor visitor) {
        this.visitor = visitor;
    }

    /** What a batch does, as far as a repair wants to know. */
    interface Visitor {
        default void message(byte[] key, byte[] value) throws RocksDBException, IOException {}

        default void lease(byte[] key, byte[] value) {}

        /** A message was removed. */
        default void removed(byte[] key) {}
    }

    void visit(WriteBatch batch) throws RocksDBException, IOException {
        try {
            batch.iterate(this);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void put(int family, byte[] key, byte[] value) throws RocksDBException {
        try {
            if (family == MESSAGES) {
                visitor.message(key, value);
            } else if (family == LEASES) {
                visitor.lease(key, value);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void singleDelete(int family, byte[] key) {
        if (family == MESSAGES) {
            visitor.removed(key);
        }
    }

    @Override
    public void delete(int family, byte[] key) {}

    @Override
    public void deleteRange(int family, byte[] from, byte[] to) {}

    @Override
    public void merge(int family, byte[] key, byte[] value) {}

    @Override
    public void put(byte[] key, byte[] value) {}

    @Override
    public void merge(byte[] key, byte[] value) {}

    @Override
    public void delete(byte[] key) {}

    @Override
    public void singleDelete(byte[] key) {}

    @Override
    public void deleteRange(byte[] from, byte[] to) {}

    @Override
    public void logData(byte[] blob) {}

    @Override
    public void putBlobIndex(int family, byte[] key, byte[] value) {}

    @Override
    public void markBeginPrepare() {}

    @Override
    public void markEndPrepare(byte[] xid) {}

    @Override
    public void markNoop(boolean emptyBatch) {}

    @Override
    public void markRollback(byte[] xid) {}

    @Override
    public void markCommit(byte[] xid) {}

    @Override
    public void markCommitWithTimestamp(byte[] xid, byte[] timestamp) {}
}
