package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.CorruptEntryException;
import dev.doubletick.broker.mailbox.Depth;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.EntryCodec;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.broker.mailbox.LeaseHolder;
import dev.doubletick.broker.mailbox.MailboxLimits;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.protocol.Limits;
import dev.doubletick.protocol.MessageId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * The changes of many submissions, written as one batch with one sync. Counters and sequence numbers are part of the batch,
 * so they are exact whatever happens.
 */
final class GroupCommit {

    private final Store store;
    private final OwnerStates states;
    private final MailboxLimits limits;
    private final Instant now;
    private final boolean diskLow;

    private final WriteBatch batch;
    private final Set<OwnerState> touched = new LinkedHashSet<>();
    private final Set<Long> removed = new HashSet<>();
    private final List<ReceiptDraft> drafts = new ArrayList<>();
    private final byte[] header = new byte[EntryCodec.MAX_HEADER_BYTES];
    private Depth held;
    private long next;

    /**
     * @param batch to write into; cleared here, and not used by anybody else until the commit is made
     */
    GroupCommit(
            WriteBatch batch,
            Store store,
            OwnerStates states,
            Totals totals,
            MailboxLimits limits,
            Instant now,
            boolean diskLow) {
        batch.clear();
        this.batch = batch;
        this.store = store;
        this.states = states;
        this.limits = limits;
        this.now = now;
        this.diskLow = diskLow;
        this.held = totals.held();
        this.next = totals.next();
    }

    /** An entry that is held, as far as its header tells. */
    record Found(long sequence, int bytes, EntryCodec.Header header) {}

    OwnerState owner(MailboxOwner owner) throws RocksDBException {
        return states.get(owner, store);
    }

    OwnerStates states() {
        return states;
    }

    MailboxLimits limits() {
        return limits;
    }

    Instant now() {
        return now;
    }

    boolean diskLow() {
        return diskLow;
    }

    /** The held entry at this sequence, if there is one and this commit does not remove it. */
    Optional<Found> find(OwnerState owner, long sequence) throws RocksDBException {
        if (removed.contains(sequence)) {
            return Optional.empty();
        }
        int bytes = store.db.get(store.messages, Keys.message(owner.key(), sequence), header);
        if (bytes == RocksDB.NOT_FOUND) {
            return Optional.empty();
        }
        try {
            ByteBuffer known = ByteBuffer.wrap(header, 0, Math.min(bytes, header.length));
            return Optional.of(new Found(sequence, bytes, EntryCodec.decodeHeader(known)));
        } catch (CorruptEntryException e) {
            // Left where it is, for a repair to look at. No reader was ever given it.
            return Optional.empty();
        }
    }

    /** Where {@code ids} says that this id is held. Only {@link #find} tells whether it is. */
    Optional<Long> heldId(byte[] idKey) throws RocksDBException {
        byte[] sequence = store.get(store.ids, idKey);
        return sequence == null ? Optional.empty() : Optional.of(Keys.toLong(sequence));
    }

    /** Adds an entry and its id. */
    long add(OwnerState owner, Entry entry, byte[] value, byte[] idKey) {
        long sequence = next++;
        put(owner, sequence, value);
        changed(() -> batch.put(store.ids, idKey, Keys.ofLong(sequence)));
        owner.add(sequence, entry.kind(), value.length, entry.expiresAt().toEpochMilli());
        held = held.plus(entry.kind(), value.length);
        touched.add(owner);
        return sequence;
    }

    void remove(OwnerState owner, Found found) {
        EntryKind kind = found.header().kind();
        changed(() -> batch.singleDelete(store.messages, Keys.message(owner.key(), found.sequence())));
        if (kind != EntryKind.DELIVERED) {
            byte[] idKey =
                    Keys.id(owner.key(), found.header().sender(), found.header().id());
            changed(() -> batch.delete(store.ids, idKey));
        }
        removed.add(found.sequence());
        owner.remove(found.sequence(), kind, found.bytes());
        held = held.minus(kind, found.bytes());
        touched.add(owner);
    }

    /** The owner's record has changed otherwise. */
    void touch(OwnerState owner) {
        touched.add(owner);
    }

    /** Tells a sender that a message arrived, in the receipt that this commit makes for it. */
    ReceiptDraft receipt(OwnerState sender, MessageId id) {
        ReceiptDraft draft = sender.draft();
        if (draft == null || draft.full()) {
            long previous = sender.last();
            draft = new ReceiptDraft(sender, next++, previous);
            drafts.add(draft);
            sender.draft(draft);
            long expiresAt = now.plus(Limits.MAX_MESSAGE_EXPIRY).toEpochMilli();
            sender.add(draft.sequence(), EntryKind.DELIVERED, 0, expiresAt);
            held = held.plus(EntryKind.DELIVERED, 0);
            touched.add(sender);
        }
        draft.add(id);
        return draft;
    }

    /** Gives out an epoch and stores the lease that has it. */
    LocalLease attach(OwnerState owner, LeaseHolder holder) {
        LocalLease lease = new LocalLease(owner.owner(), next++, holder);
        changed(() -> batch.put(store.leases, owner.key(), new LeaseRecord(lease.epoch(), holder).encode()));
        owner.lease(lease);
        states.leases().put(owner.owner(), lease);
        return lease;
    }

    /** Deletes all of a mailbox; must be the only thing that this commit does. */
    void clear(OwnerState owner) {
        byte[] from = Keys.from(owner.key());
        byte[] to = Keys.to(owner.key());
        changed(() -> batch.deleteRange(store.messages, from, to));
        changed(() -> batch.deleteRange(store.ids, from, to));
        changed(() -> batch.delete(store.leases, owner.key()));
        held = held.minus(owner.held());
        owner.clear();
        states.leases().remove(owner.owner());
        touched.add(owner);
    }

    /** Writes everything, and returns once it is durable. */
    Totals write() throws RocksDBException, IOException {
        for (ReceiptDraft draft : drafts) {
            byte[] value = EntryCodec.encode(draft.toEntry(now));
            put(draft.sender(), draft.sequence(), value);
            draft.sender().grow(value.length);
            held = new Depth(held.messages(), held.messageBytes(), held.receipts(), held.receiptBytes() + value.length);
        }
        for (OwnerState owner : touched) {
            if (!owner.held().isEmpty()) {
                byte[] record = owner.toRecord().encode();
                changed(() -> batch.put(store.owners, owner.key(), record));
            } else if (owner.recorded()) {
                changed(() -> batch.delete(store.owners, owner.key()));
            }
        }
        Totals totals = new Totals(held, next);
        if (batch.count() > 0) {
            batch.put(store.meta, Store.TOTALS, totals.encode());
            store.write(batch);
        }
        return totals;
    }

    /** After {@link #write}: the owners that have something new. */
    List<MailboxOwner> committed() {
        List<MailboxOwner> awake = new ArrayList<>();
        for (OwnerState owner : touched) {
            if (owner.committed() && owner.lease() != null) {
                awake.add(owner.owner());
            }
        }
        return awake;
    }

    private void put(OwnerState owner, long sequence, byte[] value) {
        changed(() -> batch.put(store.messages, Keys.message(owner.key(), sequence), value));
    }

    private interface Change {
        void make() throws RocksDBException;
    }

    /** Adding to a batch in memory does not fail, though RocksDB declares that it may. */
    private static void changed(Change change) {
        try {
            change.make();
        } catch (RocksDBException e) {
            throw new IllegalStateException("a change could not be added to a write batch", e);
        }
    }
}
