package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.Depth;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.broker.mailbox.MailboxOwner;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the writer knows of one mailbox, including what the commit being made adds. Only the writer touches it. */
final class OwnerState {

    private final MailboxOwner owner;
    private final byte[] key;

    private Depth held = Depth.EMPTY;
    private long first;
    private long last;
    private long earliestExpiry = Long.MAX_VALUE;
    private boolean recorded;
    private @Nullable LocalLease lease;

    /** Of the commit being made: ids added, and the receipt that still takes ids. */
    private final Map<IdKey, Long> addedIds = new HashMap<>(2);

    private @Nullable ReceiptDraft draft;
    private boolean added;

    OwnerState(MailboxOwner owner, @Nullable OwnerRecord record, @Nullable LocalLease lease) {
        this.owner = owner;
        this.key = Keys.owner(owner);
        this.lease = lease;
        if (record != null) {
            held = record.held();
            first = record.first();
            last = record.last();
            earliestExpiry = record.earliestExpiry();
            recorded = true;
        }
        if (lease != null) {
            last = Math.max(last, lease.last());
        }
    }

    MailboxOwner owner() {
        return owner;
    }

    byte[] key() {
        return key;
    }

    Depth held() {
        return held;
    }

    /** The sequence of the newest entry ever appended, or a later one that no entry has; 0 if unknown. */
    long last() {
        return last;
    }

    @Nullable
    LocalLease lease() {
        return lease;
    }

    void lease(@Nullable LocalLease lease) {
        this.lease = lease;
        if (lease != null) {
            last = Math.max(last, lease.last());
        }
    }

    void add(long sequence, EntryKind kind, long bytes, long expiresAt) {
        if (held.isEmpty()) {
            first = sequence;
        }
        held = held.plus(kind, bytes);
        last = sequence;
        earliestExpiry = Math.min(earliestExpiry, expiresAt);
        added = true;
    }

    /** A receipt that was added has grown to its final size. */
    void grow(long bytes) {
        held = new Depth(held.messages(), held.messageBytes(), held.receipts(), held.receiptBytes() + bytes);
    }

    void remove(long sequence, EntryKind kind, long bytes) {
        held = held.minus(kind, bytes);
        if (sequence == first) {
            first = sequence + 1;
        }
    }

    void clear() {
        held = Depth.EMPTY;
        lease = null;
    }

    /** A reader found nothing before this sequence. */
    void raiseFirst(long sequence) {
        first = Math.max(first, sequence);
    }

    long earliestExpiry() {
        return earliestExpiry;
    }

    /**
     * A sweep has seen everything up to {@code through}, and nothing that remains expires before {@code expiry}.
     *
     * @return whether that is news; not if something was added since
     */
    boolean raiseEarliestExpiry(long expiry, long through) {
        if (held.isEmpty() || last > through || earliestExpiry == expiry) {
            return false;
        }
        earliestExpiry = expiry;
        return true;
    }

    @Nullable
    Long addedId(IdKey id) {
        return addedIds.get(id);
    }

    void addedId(IdKey id, long sequence) {
        addedIds.put(id, sequence);
    }

    @Nullable
    ReceiptDraft draft() {
        return draft;
    }

    void draft(ReceiptDraft draft) {
        this.draft = draft;
    }

    /** Whether {@code owners} has a record to overwrite or delete. */
    boolean recorded() {
        return recorded;
    }

    OwnerRecord toRecord() {
        return new OwnerRecord(held, first, last, earliestExpiry);
    }

    /** The commit is durable. True if it added something. */
    boolean committed() {
        boolean wasAdded = added;
        added = false;
        addedIds.clear();
        draft = null;
        recorded = !held.isEmpty();
        if (held.isEmpty()) {
            earliestExpiry = Long.MAX_VALUE;
        }
        if (wasAdded && lease != null) {
            lease.last(last);
        }
        return wasAdded;
    }

    /** An entry of {@code ids} as a map's key. */
    record IdKey(@Nullable MailboxOwner sender, UUID id) {}
}
