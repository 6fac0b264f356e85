package dev.doubletick.broker.mailbox.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.broker.mailbox.CorruptEntryException;
import dev.doubletick.broker.mailbox.Depth;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.EntryCodec;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.broker.mailbox.Held;
import dev.doubletick.broker.mailbox.MailboxOwner;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** Counts everything in a store that is not open anew, and compares it with what the store has counted itself. */
final class StoreAudit {

    private final Map<MailboxOwner, List<Held>> entries = new TreeMap<>();

    private StoreAudit() {}

    /** What the store holds, after everything was found to agree. */
    static Map<MailboxOwner, List<Held>> audit(RocksMailboxConfig config) {
        StoreAudit audit = new StoreAudit();
        try (Store store = Store.open(config)) {
            audit.run(store);
        } catch (RocksDBException | CorruptEntryException e) {
            throw new AssertionError("the store cannot be read", e);
        }
        return audit.entries;
    }

    private interface Row {
        void take(byte[] key, byte[] value) throws CorruptEntryException;
    }

    private static void each(Store store, ColumnFamilyHandle family, Row row)
            throws RocksDBException, CorruptEntryException {
        try (RocksIterator iterator = store.db.newIterator(family)) {
            for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                row.take(iterator.key(), iterator.value());
            }
            iterator.status();
        }
    }

    private void run(Store store) throws RocksDBException, CorruptEntryException {
        Map<MailboxOwner, Depth> depths = new HashMap<>();
        Map<ByteBuffer, Long> ids = new HashMap<>();
        Depth[] all = {Depth.EMPTY};
        long[] newest = {0};
        each(store, store.messages, (key, value) -> {
            Entry entry = EntryCodec.decode(Keys.ownerOfMessage(key), value);
            long sequence = Keys.sequence(key);
            entries.computeIfAbsent(entry.owner(), o -> new ArrayList<>())
                    .add(new Held(new SequencePosition(sequence), entry));
            depths.merge(entry.owner(), Depth.EMPTY.plus(entry.kind(), value.length), Depth::plus);
            all[0] = all[0].plus(entry.kind(), value.length);
            newest[0] = Math.max(newest[0], sequence);
            if (entry.kind() != EntryKind.DELIVERED) {
                ids.put(ByteBuffer.wrap(Keys.id(entry)), sequence);
            }
        });
        assertThat(store.totals().held()).isEqualTo(all[0]);
        Map<MailboxOwner, OwnerRecord> large = new HashMap<>();
        each(store, store.owners, (key, value) -> large.put(Keys.owner(key), OwnerRecord.decode(value)));
        large.forEach((owner, record) -> {
            List<Held> held = entries.getOrDefault(owner, List.of());
            assertThat(record.held()).isEqualTo(depths.get(owner));
            assertThat(held).allSatisfy(h -> {
                assertThat(SequencePosition.sequenceOf(h.position())).isBetween(record.first(), record.newest());
                assertThat(h.entry().expiresAt()).isGreaterThanOrEqualTo(record.earliestExpiry());
            });
        });
        entries.forEach((owner, held) -> {
            if (!large.containsKey(owner)) {
                assertThat(held).hasSizeLessThanOrEqualTo(OwnerState.MAX_SLOTS);
            }
        });
        Map<ByteBuffer, Long> stored = new HashMap<>();
        each(store, store.ids, (key, value) -> stored.put(ByteBuffer.wrap(key), Keys.toLong(value)));
        ids.keySet().removeIf(key -> !large.containsKey(ownerOfId(key)));
        assertThat(stored).isEqualTo(ids);
        each(store, store.leases, (key, value) -> newest[0] = Math.max(newest[0], LeaseRecord.epoch(value)));
        assertThat(store.totals().next()).isGreaterThan(newest[0]);
    }

    private static MailboxOwner ownerOfId(ByteBuffer key) {
        byte[] bytes = new byte[key.remaining()];
        key.duplicate().get(bytes);
        int end = 0;
        while (bytes[end] != 0) {
            end++;
        }
        return Keys.owner(Arrays.copyOf(bytes, end));
    }
}
