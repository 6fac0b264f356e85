package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.CorruptEntryException;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.EntryCodec;
import dev.doubletick.broker.mailbox.Held;
import dev.doubletick.broker.mailbox.ReadBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One read of a mailbox. Bounded on both sides, so that it crosses neither what was deleted before the first entry nor the
 * next mailbox; and it keeps nothing open.
 */
final class Reading implements StoreGate.Reading<ReadBatch> {

    private static final Logger LOG = LoggerFactory.getLogger(Reading.class);

    /** Passing over so many sequences once is worth telling the writer. */
    private static final long WORTH_A_HINT = 1000;

    private final LocalLease lease;
    private final long after;
    private final int maxEntries;
    private final long maxBytes;
    private final long now;
    private final LongConsumer firstHint;

    /**
     * @param after 0 for the start
     * @param now in milliseconds since 1970
     * @param firstHint told where the first entry is, if it is far from where it was looked for
     */
    Reading(LocalLease lease, long after, int maxEntries, long maxBytes, long now, LongConsumer firstHint) {
        this.lease = lease;
        this.after = after;
        this.maxEntries = maxEntries;
        this.maxBytes = maxBytes;
        this.now = now;
        this.firstHint = firstHint;
    }

    @Override
    public ReadBatch from(Store store) throws RocksDBException {
        // Before looking: what is answered later may be seen or not, what was answered before is.
        long to = Math.max(lease.last(), after);
        long first = lease.first();
        long from = Math.max(first, after + 1);
        byte[] owner = Keys.owner(lease.owner());
        try (Slice upper = new Slice(Keys.message(owner, to + 1));
                ReadOptions options =
                        new ReadOptions().setIterateUpperBound(upper).setFillCache(false);
                RocksIterator iterator = store.db.newIterator(store.messages, options)) {
            iterator.seek(Keys.message(owner, from));
            // Only then: a read that begins further on knows nothing of what is held before it.
            if (after < first && iterator.isValid()) {
                hint(first, Keys.sequence(iterator.key()));
            }
            return collect(iterator, to);
        }
    }

    private void hint(long from, long first) {
        if (first - from > WORTH_A_HINT) {
            firstHint.accept(first);
        }
    }

    private ReadBatch collect(RocksIterator iterator, long to) throws RocksDBException {
        List<Held> entries = new ArrayList<>();
        long bytes = 0;
        long through = after;
        for (; iterator.isValid(); iterator.next()) {
            byte[] value = iterator.value();
            if (entries.size() == maxEntries || (!entries.isEmpty() && bytes + value.length > maxBytes)) {
                return new ReadBatch(entries, new SequencePosition(through), true);
            }
            through = Keys.sequence(iterator.key());
            try {
                Entry entry = EntryCodec.decode(lease.owner(), value);
                if (!entry.expired(now)) {
                    entries.add(new Held(new SequencePosition(through), entry));
                    bytes += value.length;
                }
            } catch (CorruptEntryException e) {
                LOG.error("An entry in the mailbox {} is unreadable and left where it is", lease.owner(), e);
            }
        }
        iterator.status();
        return new ReadBatch(entries, new SequencePosition(to), false);
    }
}
