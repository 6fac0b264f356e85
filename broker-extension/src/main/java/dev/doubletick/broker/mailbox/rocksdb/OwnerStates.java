package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.MailboxOwner;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.rocksdb.RocksDBException;

/** The mailboxes that the writer dealt with last, and all leases. Only the writer changes it. */
final class OwnerStates {

    /** About 10 MiB. */
    private static final int MAX_STATES = 32_768;

    private final Map<MailboxOwner, OwnerState> states = new LinkedHashMap<>(1024, 0.75f, true);
    /** The current lease of each attached mailbox; other threads count them. */
    private final ConcurrentMap<MailboxOwner, LocalLease> leases = new ConcurrentHashMap<>();

    OwnerState get(MailboxOwner owner, Store store) throws RocksDBException {
        OwnerState known = states.get(owner);
        if (known != null) {
            return known;
        }
        byte[] stored = store.get(store.owners, Keys.owner(owner));
        OwnerState loaded =
                new OwnerState(owner, stored == null ? null : OwnerRecord.decode(stored), leases.get(owner));
        states.put(owner, loaded);
        return loaded;
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
