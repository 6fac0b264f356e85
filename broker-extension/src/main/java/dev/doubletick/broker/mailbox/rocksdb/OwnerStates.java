package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.MailboxOwner;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/** The mailboxes that the writer dealt with last, and all leases. Only the writer changes it. */
final class OwnerStates {

    /** Some 5 MiB as a rule, and 60 MiB if every one of them is as full as a small mailbox can be. */
    private static final int MAX_STATES = 16_384;

    private final Map<MailboxOwner, OwnerState> states = new LinkedHashMap<>(1024, 0.75f, true);
    /** The current lease of each attached mailbox; other threads count them. */
    private final ConcurrentMap<MailboxOwner, LocalLease> leases = new ConcurrentHashMap<>();

    OwnerState get(MailboxOwner owner, Store store) throws RocksDBException {
        OwnerState known = states.get(owner);
        if (known != null) {
            return known;
        }
        OwnerState loaded = load(owner, store);
        states.put(owner, loaded);
        return loaded;
    }

    private OwnerState load(MailboxOwner owner, Store store) throws RocksDBException {
        byte[] key = Keys.owner(owner);
        byte[] record = store.get(store.owners, key);
        @Nullable LocalLease lease = leases.get(owner);
        return record == null
                ? new OwnerState(owner, SlotCursor.slots(store, key), lease)
                : new OwnerState(owner, OwnerRecord.decode(record), lease);
    }

    ConcurrentMap<MailboxOwner, LocalLease> leases() {
        return leases;
    }

    /** Between commits: forgets what was not used for long. */
    void trim() {
        Iterator<OwnerState> oldest = states.values().iterator();
        while (states.size() > MAX_STATES) {
            oldest.next();
            oldest.remove();
        }
    }

    /** After a failed commit: what is in memory may not be what is stored. */
    void forget() {
        states.clear();
    }
}
