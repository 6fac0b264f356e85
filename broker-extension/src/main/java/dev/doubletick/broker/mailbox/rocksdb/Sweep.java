package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.MailboxOwner;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.rocksdb.RocksDBException;

/**
 * Finds what has expired and has the writer remove it, so that counters stay exact. It reads the entries of small mailboxes,
 * and of those large ones where something may have expired; the others it passes over.
 */
final class Sweep {

    private static final int PART = 1000;

    private final StoreGate gate;
    private final Consumer<ExpireSubmission> writer;

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

    private static List<MailboxOwner> due(Store store, long cutoff) throws RocksDBException {
        List<MailboxOwner> due = new ArrayList<>();
        try (SlotCursor cursor = SlotCursor.all(store)) {
            while (cursor.isValid()) {
                MailboxOwner owner = cursor.owner();
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

    /** Sweeps one mailbox. */
    void one(MailboxOwner owner, long cutoff) {
        List<ExpireSubmission> parts = gate.read(store -> find(store, owner, cutoff));
        parts.forEach(writer);
    }

    private static List<ExpireSubmission> find(Store store, MailboxOwner owner, long cutoff) throws RocksDBException {
        List<ExpireSubmission> parts = new ArrayList<>();
        List<Long> expired = new ArrayList<>();
        long earliest = Long.MAX_VALUE;
        long through = 0;
        try (SlotCursor cursor = SlotCursor.of(store, Keys.owner(owner), 0)) {
            for (; cursor.isValid(); cursor.next()) {
                Slot slot = cursor.slot();
                through = slot.sequence();
                if (!slot.expired(cutoff)) {
                    earliest = Math.min(earliest, slot.expiresAt());
                    continue;
                }
                expired.add(slot.sequence());
                if (expired.size() == PART) {
                    parts.add(new ExpireSubmission(owner, List.copyOf(expired), 0, 0));
                    expired.clear();
                }
            }
            cursor.checkEnd();
        }
        parts.add(new ExpireSubmission(owner, expired, earliest, through));
        return parts;
    }
}
