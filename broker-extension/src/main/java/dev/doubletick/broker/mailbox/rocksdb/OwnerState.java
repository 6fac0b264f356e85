package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.Depth;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.protocol.MessageId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the writer knows of one mailbox, including what the commit being made changes. Only the writer touches it.
 *
 * <p>A small mailbox is known entry by entry; nothing but its entries is stored. Most mailboxes are small at any time, and
 * those of connected phones nearly always: a message then costs one put and one delete. A mailbox that outgrows that becomes
 * large, until it is empty: from then on {@code owners} has its counters and {@code ids} an index of its ids.
 */
final class OwnerState {

    /** A mailbox with more entries than this becomes large. */
    static final int MAX_SLOTS = 32;

    private final MailboxOwner owner;
    private final byte[] key;

    private Depth held;
    /** No entry lies before this sequence. */
    private long first;
    /** The sequence of the newest entry that is or was held; 0 if unknown. */
    private long newest;
    /** The same, or a later sequence up to which no entry follows: what readers may take for the end. */
    private long last;

    private @Nullable LocalLease lease;

    /** If it is small: all entries, in no order. */
    private final List<Slot> slots;

    private boolean large;
    /** If it is large: no entry expires before this, in milliseconds since 1970. */
    private long earliestExpiry = Long.MAX_VALUE;

    /** Of the commit being made: what only the batch holds yet, and what it removes, if it is large; the open receipt. */
    private final Map<Identity, Slot> added = new HashMap<>(2);

    private final Set<Long> removed = new HashSet<>(2);
    private @Nullable ReceiptDraft draft;
    private boolean news;

    private record Identity(EntryKind kind, Optional<MailboxOwner> sender, MessageId id) {}

    /** A small mailbox. */
    OwnerState(MailboxOwner owner, List<Slot> slots, @Nullable LocalLease lease) {
        this.owner = owner;
        this.key = Keys.owner(owner);
        this.slots = new ArrayList<>(slots);
        this.held = SlotCursor.depth(slots);
        this.first = slots.isEmpty() ? 0 : slots.get(0).sequence();
        this.newest = slots.isEmpty() ? 0 : slots.get(slots.size() - 1).sequence();
        this.last = newest;
        lease(lease);
    }

    /** A large mailbox. */
    OwnerState(MailboxOwner owner, OwnerRecord record, @Nullable LocalLease lease) {
        this.owner = owner;
        this.key = Keys.owner(owner);
        this.slots = new ArrayList<>();
        this.large = true;
        this.held = record.held();
        this.first = record.first();
        this.newest = record.newest();
        this.last = newest;
        this.earliestExpiry = record.earliestExpiry();
        lease(lease);
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

    long last() {
        return last;
    }

    /** A sequence was given out that will be this mailbox's. */
    void last(long sequence) {
        last = sequence;
    }

    @Nullable
    LocalLease lease() {
        return lease;
    }

    void lease(@Nullable LocalLease current) {
        lease = current;
        if (current != null) {
            last = Math.max(last, current.last());
        }
    }

    boolean large() {
        return large;
    }

    List<Slot> slots() {
        return slots;
    }

    Optional<Slot> slot(long sequence) {
        for (Slot slot : slots) {
            if (slot.sequence() == sequence) {
                return Optional.of(slot);
            }
        }
        return Optional.empty();
    }

    Optional<Slot> slot(Entry entry) {
        for (Slot slot : slots) {
            if (slot.isOf(entry)) {
                return Optional.of(slot);
            }
        }
        return Optional.empty();
    }

    Optional<Slot> added(Entry entry) {
        return Optional.ofNullable(added.get(new Identity(entry.kind(), entry.sender(), entry.id())));
    }

    boolean isRemoved(long sequence) {
        return removed.contains(sequence);
    }

    void add(Slot slot) {
        first = held.isEmpty() ? slot.sequence() : Math.min(first, slot.sequence());
        newest = Math.max(newest, slot.sequence());
        last = Math.max(last, newest);
        held = held.plus(slot.kind(), slot.bytes());
        news = true;
        if (large) {
            added.put(new Identity(slot.kind(), slot.sender(), slot.id()), slot);
            earliestExpiry = Math.min(earliestExpiry, slot.expiresAt());
        } else {
            slots.add(slot);
        }
    }

    void remove(Slot slot) {
        held = held.minus(slot.kind(), slot.bytes());
        if (large) {
            removed.add(slot.sequence());
            added.remove(new Identity(slot.kind(), slot.sender(), slot.id()), slot);
        } else {
            slots.removeIf(each -> each.sequence() == slot.sequence());
        }
        if (slot.sequence() == first) {
            first = large || slots.isEmpty() ? first + 1 : firstSlot();
        }
    }

    private long firstSlot() {
        long least = Long.MAX_VALUE;
        for (Slot slot : slots) {
            least = Math.min(least, slot.sequence());
        }
        return least;
    }

    /** The mailbox is large from here on. */
    void becomeLarge() {
        large = true;
        for (Slot slot : slots) {
            // Some are only in the batch yet; to look for the others there does no harm.
            added.put(new Identity(slot.kind(), slot.sender(), slot.id()), slot);
            earliestExpiry = Math.min(earliestExpiry, slot.expiresAt());
        }
        slots.clear();
    }

    void clear() {
        held = Depth.EMPTY;
        slots.clear();
        lease = null;
    }

    /** A reader of a large mailbox found nothing before this sequence. */
    void raiseFirst(long sequence) {
        if (large) {
            first = Math.max(first, sequence);
        }
    }

    /** Whether something may have expired. */
    boolean mayHaveExpired(long now) {
        return large ? earliestExpiry <= now : slots.stream().anyMatch(s -> s.expired(now));
    }

    /**
     * A sweep of a large mailbox has seen everything up to {@code through}, and nothing that remains expires before
     * {@code expiry}. No news if something was added since.
     */
    void raiseEarliestExpiry(long expiry, long through) {
        if (newest <= through) {
            earliestExpiry = expiry;
        }
    }

    @Nullable
    ReceiptDraft draft() {
        return draft;
    }

    void draft(ReceiptDraft open) {
        draft = open;
    }

    OwnerRecord toRecord() {
        return new OwnerRecord(held, first, newest, earliestExpiry);
    }

    /** The commit is durable. Answers what that means for the lease, if there is one. */
    @Nullable
    OwnerChange committed() {
        added.clear();
        removed.clear();
        draft = null;
        if (held.isEmpty()) {
            large = false;
            first = last + 1;
            earliestExpiry = Long.MAX_VALUE;
        }
        LocalLease current = lease;
        boolean hadNews = news;
        news = false;
        return current == null ? null : new OwnerChange(current, first, last, hadNews);
    }
}
