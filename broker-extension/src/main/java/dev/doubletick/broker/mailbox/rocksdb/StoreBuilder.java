package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.CorruptEntryException;
import dev.doubletick.broker.mailbox.Depth;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.EntryCodec;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.broker.mailbox.MailboxOwner;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** Builds a new store from saved messages and leases; counters and the index of ids are made anew. */
final class StoreBuilder implements Salvage, AutoCloseable {

    private static final long PART_BYTES = 1L << 20;
    /** Positions beyond what was saved may have been given out. */
    private static final long SEQUENCE_GAP = 1_000_000;

    private final Store store;
    private final WriteBatch batch = new WriteBatch();
    private final Set<ByteBuffer> inBatch = new HashSet<>();
    private final Map<MailboxOwner, OwnerRecord> owners = new HashMap<>();
    private Depth held = Depth.EMPTY;
    private final Map<MailboxOwner, byte[]> leases = new HashMap<>();
    private long next;
    private long unreadable;

    StoreBuilder(Store empty) {
        this.store = empty;
    }

    @Override
    public void message(byte[] key, byte[] value) throws RocksDBException, IOException {
        if (!inBatch.add(ByteBuffer.wrap(key)) || store.get(store.messages, key) != null) {
            return;
        }
        Entry entry;
        try {
            entry = EntryCodec.decode(Keys.ownerOfMessage(key), value);
        } catch (CorruptEntryException | IllegalArgumentException e) {
            unreadable();
            return;
        }
        long sequence = Keys.sequence(key);
        batch.put(store.messages, key, value);
        if (entry.kind() != EntryKind.DELIVERED) {
            batch.put(store.ids, Keys.id(entry), Keys.ofLong(sequence));
        }
        held = held.plus(entry.kind(), value.length);
        owners.merge(
                entry.owner(),
                new OwnerRecord(Depth.EMPTY.plus(entry.kind(), value.length), sequence, sequence, entry.expiresAt()),
                OwnerRecord::together);
        next = Math.max(next, sequence + 1);
        if (batch.getDataSize() > PART_BYTES) {
            write();
        }
    }

    @Override
    public void lease(byte[] key, byte[] value) {
        try {
            long epoch = LeaseRecord.epoch(value);
            leases.merge(
                    Keys.owner(key),
                    value,
                    (one, other) -> LeaseRecord.epoch(one) > LeaseRecord.epoch(other) ? one : other);
            next = Math.max(next, epoch + 1);
        } catch (UnreadableException | IllegalArgumentException e) {
            unreadable();
        }
    }

    @Override
    public void unreadable() {
        unreadable++;
    }

    /** Completes the store. */
    RepairReport finish(Path damaged, boolean exact) throws RocksDBException, IOException {
        write();
        for (Map.Entry<MailboxOwner, OwnerRecord> owner : owners.entrySet()) {
            batch.put(store.owners, Keys.owner(owner.getKey()), owner.getValue().encode());
        }
        for (Map.Entry<MailboxOwner, byte[]> lease : leases.entrySet()) {
            batch.put(store.leases, Keys.owner(lease.getKey()), lease.getValue());
        }
        batch.put(store.meta, Store.TOTALS, new Totals(held, next + SEQUENCE_GAP).encode());
        write();
        store.flush();
        return new RepairReport(damaged, held, leases.size(), unreadable, exact);
    }

    private void write() throws RocksDBException, IOException {
        store.write(batch);
        batch.clear();
        inBatch.clear();
    }

    @Override
    public void close() {
        batch.close();
        store.close();
    }
}
