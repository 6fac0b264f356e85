package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.CorruptEntryException;
import dev.doubletick.broker.mailbox.EntryCodec;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.broker.mailbox.MailboxUnavailableException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.rocksdb.RocksDBException;

/**
 * Finds what has expired and has the writer remove it, so that counters stay exact. It reads the entries of small mailboxes,
 * and of those large ones where something may have expired; the others it passes over.
 */
final class Sweep {

    /** At most this many are removed at once: a commit of some milliseconds. */
    static final int PART = 1000;

    private final StoreGate gate;
    private final Consumer<ExpireSubmission> writer;
    private volatile long oldest = Long.MAX_VALUE;

    Sweep(StoreGate gate, Consumer<ExpireSubmission> writer) {
        this.gate = gate;
        this.writer = writer;
    }

    /**
     * Sweeps all mailboxes.
     *
     * @param cutoff removes what expired up to here, in milliseconds since 1970
     */
    void all(long cutoff) {
        List<MailboxOwner> due = gate.read(store -> due(store, cutoff));
        due.forEach(owner -> one(owner, cutoff));
    }

    /** When the oldest entry was accepted that the last look at all mailboxes has found. */
    Optional<Instant> oldest() {
        long millis = oldest;
        return millis == Long.MAX_VALUE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    /** When an entry was accepted. One that cannot be read is as young as can be. */
    private static long acceptedAt(SlotCursor cursor) {
        try {
            return EntryCodec.decodeHeader(cursor.beginning()).acceptedAt();
        } catch (CorruptEntryException e) {
            return Long.MAX_VALUE;
        }
    }

    private List<MailboxOwner> due(Store store, long cutoff) throws RocksDBException {
        List<MailboxOwner> due = new ArrayList<>();
        long first = Long.MAX_VALUE;
        try (SlotCursor cursor = SlotCursor.all(store)) {
            while (cursor.isValid()) {
                MailboxOwner owner = cursor.owner();
                // Within a mailbox entries are in the order in which they came.
                first = Math.min(first, acceptedAt(cursor));
                if (due(store, owner, cursor, cutoff)) {
                    due.add(owner);
                }
                // Most often it is there already.
                if (cursor.isValid() && cursor.owner().equals(owner)) {
                    cursor.skip(owner);
                }
            }
            cursor.checkEnd();
        }
        oldest = first;
        return due;
    }

    /** Leaves the cursor somewhere in this mailbox or behind it. */
    private static boolean due(Store store, MailboxOwner owner, SlotCursor cursor, long cutoff)
            throws RocksDBException {
        byte[] large = store.get(store.owners, Keys.owner(owner));
        if (large != null) {
            return OwnerRecord.decode(large).earliestExpiry() <= cutoff;
        }
        for (; cursor.isValid() && cursor.owner().equals(owner); cursor.next()) {
            if (cursor.slot().expired(cutoff)) {
                return true;
            }
        }
        return false;
    }

    /** Sweeps one mailbox. Waits for the writer after each part: everybody's mail goes on in between. */
    void one(MailboxOwner owner, long cutoff) {
        Part part = new Part(List.of(), Long.MAX_VALUE, 0, false);
        while (!part.last()) {
            Part before = part;
            part = gate.read(store -> next(store, owner, before, cutoff));
            carryOut(part.toSubmission(owner));
        }
    }

    /**
     * So much as is removed in one commit.
     *
     * @param earliestExpiry of all that was seen up to here and has not expired, in milliseconds since 1970
     * @param through the last sequence that was seen
     * @param last whether there is nothing after it
     */
    private record Part(List<Long> expired, long earliestExpiry, long through, boolean last) {

        ExpireSubmission toSubmission(MailboxOwner owner) {
            return last
                    ? new ExpireSubmission(owner, expired, earliestExpiry, through)
                    : new ExpireSubmission(owner, expired, 0, 0);
        }
    }

    private static Part next(Store store, MailboxOwner owner, Part before, long cutoff) throws RocksDBException {
        List<Long> expired = new ArrayList<>();
        long earliest = before.earliestExpiry();
        long through = before.through();
        try (SlotCursor cursor = SlotCursor.of(store, Keys.owner(owner), through + 1)) {
            for (; cursor.isValid(); cursor.next()) {
                if (expired.size() == PART) {
                    return new Part(expired, earliest, through, false);
                }
                Slot slot = cursor.slot();
                through = slot.sequence();
                if (slot.expired(cutoff)) {
                    expired.add(through);
                } else {
                    earliest = Math.min(earliest, slot.expiresAt());
                }
            }
            cursor.checkEnd();
        }
        return new Part(expired, earliest, through, true);
    }

    private void carryOut(ExpireSubmission part) {
        writer.accept(part);
        try {
            part.answer().toCompletableFuture().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MailboxUnavailableException("the mailbox is being closed", e);
        } catch (ExecutionException e) {
            throw new MailboxUnavailableException("a sweep could not remove what it found", e);
        }
    }
}
