package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.Depth;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.EntryCodec;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.broker.mailbox.LeaseHolder;
import dev.doubletick.broker.mailbox.MailboxLimits;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.protocol.MessageId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * The changes of many submissions, written as one batch with one sync. Counters and sequence numbers are part of the batch,
 * so they are exact whatever happens.
 */
final class GroupCommit {

    private final Store store;
    private final OwnerStates states;
    private final MailboxLimits limits;
    private final long now;
    private final boolean diskLow;

    private final Changes changes;
    private final Set<OwnerState> touched = new LinkedHashSet<>();
    private final List<ReceiptDraft> drafts = new ArrayList<>();
    private final byte[] beginning = new byte[EntryCodec.MAX_HEADER_BYTES];
    private Depth held;
    private long next;

    /**
     * @param changes to write into; cleared here, and not used by anybody else until the commit is made
     */
    GroupCommit(
            Changes changes,
            Store store,
            OwnerStates states,
            Totals totals,
            MailboxLimits limits,
            long now,
            boolean diskLow) {
        changes.clear();
        this.changes = changes;
        this.store = store;
        this.states = states;
        this.limits = limits;
        this.now = now;
        this.diskLow = diskLow;
        this.held = totals.held();
        this.next = totals.next();
    }

    OwnerState owner(MailboxOwner owner) throws RocksDBException {
        return states.get(owner, store);
    }

    OwnerStates states() {
        return states;
    }

    MailboxLimits limits() {
        return limits;
    }

    /** In milliseconds since 1970. */
    long now() {
        return now;
    }

    boolean diskLow() {
        return diskLow;
    }

    /** The held entry at this sequence, if there is one and this commit does not remove it. */
    Optional<Slot> find(OwnerState owner, long sequence) throws RocksDBException {
        if (!owner.large()) {
            return owner.slot(sequence);
        }
        if (owner.isRemoved(sequence)) {
            return Optional.empty();
        }
        int bytes = store.db.get(store.messages, Keys.message(owner.key(), sequence), beginning);
        return bytes == RocksDB.NOT_FOUND
                ? Optional.empty()
                : Optional.of(
                        Slot.stored(sequence, bytes, ByteBuffer.wrap(beginning, 0, Math.min(bytes, beginning.length))));
    }

    /** The held entry that is the same as this one: of the same kind, by the same sender, under the same id. */
    Optional<Slot> findSame(OwnerState owner, Entry entry) throws RocksDBException {
        if (!owner.large()) {
            return owner.slot(entry);
        }
        Optional<Slot> added = owner.added(entry);
        if (added.isPresent()) {
            return added;
        }
        byte[] sequence = store.get(store.ids, Keys.id(entry));
        return sequence == null
                ? Optional.empty()
                : find(owner, Keys.toLong(sequence)).filter(slot -> slot.isOf(entry));
    }

    /** Adds an entry, and answers its sequence. */
    long add(OwnerState owner, Entry entry, byte[] value) {
        long sequence = next++;
        add(owner, Slot.of(sequence, entry, value.length), value);
        return sequence;
    }

    private void add(OwnerState owner, Slot slot, byte[] value) {
        changes.putMessage(store, owner.key(), slot.sequence(), value);
        owner.add(slot);
        held = held.plus(slot.kind(), slot.bytes());
        touched.add(owner);
        if (owner.large()) {
            index(owner, slot);
        } else if (owner.slots().size() > OwnerState.MAX_SLOTS) {
            owner.slots().forEach(each -> index(owner, each));
            owner.becomeLarge();
        }
    }

    private void index(OwnerState owner, Slot slot) {
        if (slot.kind() != EntryKind.DELIVERED) {
            byte[] idKey = Keys.id(owner.key(), slot.kind(), slot.sender(), slot.id());
            changes.put(store.ids, idKey, Keys.ofLong(slot.sequence()));
        }
    }

    void remove(OwnerState owner, Slot slot) {
        changes.removeMessage(store, owner.key(), slot.sequence());
        if (owner.large() && slot.kind() != EntryKind.DELIVERED) {
            changes.delete(store.ids, Keys.id(owner.key(), slot.kind(), slot.sender(), slot.id()));
        }
        owner.remove(slot);
        held = held.minus(slot.kind(), slot.bytes());
        touched.add(owner);
    }

    /** The owner has changed otherwise. */
    void touch(OwnerState owner) {
        touched.add(owner);
    }

    /** Tells a sender that a message arrived, in the receipt that this commit makes for it. */
    ReceiptDraft receipt(OwnerState sender, MessageId id) {
        ReceiptDraft draft = sender.draft();
        if (draft == null || draft.full()) {
            draft = new ReceiptDraft(sender, next++, sender.last());
            drafts.add(draft);
            sender.draft(draft);
            sender.last(draft.sequence());
        }
        draft.add(id);
        return draft;
    }

    /** Gives out an epoch and stores the lease that has it. */
    LocalLease attach(OwnerState owner, LeaseHolder holder) {
        LocalLease lease = new LocalLease(owner.owner(), next++, holder);
        changes.put(store.leases, owner.key(), new LeaseRecord(lease.epoch(), holder).encode());
        owner.lease(lease);
        states.leases().put(owner.owner(), lease);
        touched.add(owner);
        return lease;
    }

    /** Deletes all of a mailbox; must be the only thing that this commit does. */
    void clear(OwnerState owner) {
        byte[] from = Keys.from(owner.key());
        byte[] to = Keys.to(owner.key());
        changes.deleteRange(store.messages, from, to);
        changes.deleteRange(store.ids, from, to);
        changes.delete(store.leases, owner.key());
        held = held.minus(owner.held());
        owner.clear();
        states.leases().remove(owner.owner());
        touched.add(owner);
    }

    /** Writes everything, and returns once it is durable. */
    Totals write() throws RocksDBException, IOException {
        for (ReceiptDraft draft : drafts) {
            Entry receipt = draft.toEntry(now);
            byte[] value = EntryCodec.encode(receipt);
            add(draft.sender(), Slot.of(draft.sequence(), receipt, value.length), value);
        }
        for (OwnerState owner : touched) {
            if (owner.large() && !owner.held().isEmpty()) {
                changes.put(store.owners, owner.key(), owner.toRecord().encode());
            } else if (owner.large()) {
                changes.delete(store.owners, owner.key());
            }
        }
        Totals totals = new Totals(held, next);
        if (!changes.isEmpty()) {
            changes.put(store.meta, Store.TOTALS, totals.encode());
            store.write(changes.batch());
        }
        return totals;
    }

    /** After {@link #write}: what the holders of leases must learn. */
    List<OwnerChange> committed() {
        List<OwnerChange> forHolders = new ArrayList<>(touched.size());
        for (OwnerState owner : touched) {
            OwnerChange change = owner.committed();
            if (change != null) {
                forHolders.add(change);
            }
        }
        return forHolders;
    }
}
