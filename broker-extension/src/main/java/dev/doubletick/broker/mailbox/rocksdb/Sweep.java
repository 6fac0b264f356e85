package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.CorruptEntryException;
import dev.doubletick.broker.mailbox.EntryCodec;
import dev.doubletick.broker.mailbox.MailboxOwner;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/**
 * Finds what has expired and has the writer remove it, so that counters stay exact. It reads the counters of every mailbox
 * that holds something, and the entries of only those where something may have expired.
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
        List<MailboxOwner> due = gate.read(store -> {
            List<MailboxOwner> owners = new ArrayList<>();
            try (ReadOptions options = new ReadOptions().setFillCache(false);
                    RocksIterator iterator = store.db.newIterator(store.owners, options)) {
                for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                    if (OwnerRecord.decode(iterator.value()).earliestExpiry() <= cutoff) {
                        owners.add(Keys.owner(iterator.key()));
                    }
                }
                iterator.status();
            }
            return owners;
        });
        due.forEach(owner -> one(owner, cutoff));
    }

    /** Sweeps one mailbox. */
    void one(MailboxOwner owner, long cutoff) {
        List<ExpireSubmission> parts = gate.read(store -> find(store, owner, cutoff));
        parts.forEach(writer);
    }

    private static List<ExpireSubmission> find(Store store, MailboxOwner owner, long cutoff) throws RocksDBException {
        byte[] key = Keys.owner(owner);
        byte[] stored = store.get(store.owners, key);
        if (stored == null) {
            return List.of();
        }
        OwnerRecord record = OwnerRecord.decode(stored);
        List<ExpireSubmission> parts = new ArrayList<>();
        List<Long> expired = new ArrayList<>();
        long earliest = Long.MAX_VALUE;
        ByteBuffer header = ByteBuffer.allocateDirect(EntryCodec.MAX_HEADER_BYTES);
        try (Slice upper = new Slice(Keys.message(key, record.last() + 1));
                ReadOptions options =
                        new ReadOptions().setIterateUpperBound(upper).setFillCache(false);
                RocksIterator iterator = store.db.newIterator(store.messages, options)) {
            for (iterator.seek(Keys.message(key, record.first())); iterator.isValid(); iterator.next()) {
                long expiresAt = expiresAt(iterator, header);
                if (expiresAt <= cutoff) {
                    expired.add(Keys.sequence(iterator.key()));
                } else {
                    earliest = Math.min(earliest, expiresAt);
                }
                if (expired.size() == PART) {
                    parts.add(new ExpireSubmission(owner, List.copyOf(expired), 0, 0));
                    expired.clear();
                }
            }
            iterator.status();
        }
        parts.add(new ExpireSubmission(owner, expired, earliest, record.last()));
        return parts;
    }

    /** Never, if the entry is unreadable: it stays for a repair to look at. */
    private static long expiresAt(RocksIterator iterator, ByteBuffer header) {
        header.clear();
        int size = iterator.value(header);
        header.position(0).limit(Math.min(size, header.capacity()));
        try {
            return EntryCodec.decodeHeader(header).expiresAt();
        } catch (CorruptEntryException e) {
            return Long.MAX_VALUE;
        }
    }
}
