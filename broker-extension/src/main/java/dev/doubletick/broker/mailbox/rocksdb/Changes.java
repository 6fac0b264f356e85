package dev.doubletick.broker.mailbox.rocksdb;

import java.nio.ByteBuffer;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * What one commit changes, in memory; used again and again by the writer's thread. Adding to it does not fail, though RocksDB
 * declares that it may.
 */
final class Changes implements AutoCloseable {

    /** Longer entries, which are rare, go another way. */
    private static final int VALUE_BYTES = 4096;

    private final WriteBatch batch = new WriteBatch();
    /** What goes through these is copied once on its way to RocksDB; an array would be copied twice. */
    private final ByteBuffer key = ByteBuffer.allocateDirect(Keys.MAX_MESSAGE_KEY_BYTES);

    private final ByteBuffer value = ByteBuffer.allocateDirect(VALUE_BYTES);

    void clear() {
        batch.clear();
    }

    boolean isEmpty() {
        return batch.count() == 0;
    }

    WriteBatch batch() {
        return batch;
    }

    void putMessage(Store store, byte[] owner, long sequence, byte[] entry) {
        if (entry.length > VALUE_BYTES) {
            put(store.messages, Keys.message(owner, sequence), entry);
            return;
        }
        key.clear();
        Keys.putMessage(key, owner, sequence);
        value.clear();
        value.put(entry);
        try {
            batch.put(store.messages, key.flip(), value.flip());
        } catch (RocksDBException e) {
            throw impossible(e);
        }
    }

    /** Of an entry that was put once. */
    void removeMessage(Store store, byte[] owner, long sequence) {
        try {
            batch.singleDelete(store.messages, Keys.message(owner, sequence));
        } catch (RocksDBException e) {
            throw impossible(e);
        }
    }

    void put(ColumnFamilyHandle family, byte[] at, byte[] what) {
        try {
            batch.put(family, at, what);
        } catch (RocksDBException e) {
            throw impossible(e);
        }
    }

    void delete(ColumnFamilyHandle family, byte[] at) {
        try {
            batch.delete(family, at);
        } catch (RocksDBException e) {
            throw impossible(e);
        }
    }

    void deleteRange(ColumnFamilyHandle family, byte[] from, byte[] to) {
        try {
            batch.deleteRange(family, from, to);
        } catch (RocksDBException e) {
            throw impossible(e);
        }
    }

    private static IllegalStateException impossible(RocksDBException e) {
        return new IllegalStateException("a change could not be added to a write batch", e);
    }

    @Override
    public void close() {
        batch.close();
    }
}
