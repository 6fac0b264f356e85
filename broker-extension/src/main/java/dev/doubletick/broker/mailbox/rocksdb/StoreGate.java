package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.MailboxUnavailableException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/** Lets readers use the store only while it is open, and the writer close it only while nobody reads. */
final class StoreGate {

    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private @Nullable Store store;

    /** What a reader does with the store. */
    interface Reading<T> {
        T from(Store store) throws RocksDBException;
    }

    StoreGate(Store store) {
        this.store = store;
    }

    /**
     * Reads; for any thread but the writer's.
     *
     * @throws MailboxUnavailableException if the store is closed, or reading fails
     */
    <T> T read(Reading<T> reading) {
        lock.readLock().lock();
        try {
            if (store == null) {
                throw new MailboxUnavailableException("the mailbox store is closed");
            }
            return reading.from(store);
        } catch (RocksDBException e) {
            throw new MailboxUnavailableException("the mailbox store could not be read: " + e.getMessage(), e);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Closes the store once nobody reads, if it is open; for the writer's thread, or when there is none any more. */
    void close() {
        Store open = store;
        if (open != null) {
            // The only reader that may take minutes. While this waits for it, the others wait behind this.
            open.stopCompacting();
        }
        lock.writeLock().lock();
        try {
            if (store != null) {
                store.close();
                store = null;
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** As {@link #close}, in such a way that the next start is quick. */
    void closeFlushed() {
        try {
            if (store != null) {
                store.flush();
            }
        } catch (RocksDBException e) {
            StoreOpener.LOG.warn("The mailbox store was not flushed; the next start reads its log", e);
        } finally {
            close();
        }
    }

    /** Lets readers in again. */
    void open(Store reopened) {
        lock.writeLock().lock();
        try {
            store = reopened;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** The store, for the writer's thread, which alone opens and closes it. */
    Store forWriter() {
        Store current = store;
        if (current == null) {
            throw new IllegalStateException("the store is closed");
        }
        return current;
    }
}
