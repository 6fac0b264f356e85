package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.CorruptEntryException;
import dev.doubletick.broker.mailbox.EntryCodec;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.broker.mailbox.WaitingMail;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/** A look through all mailboxes, or one, for messages that may cause a push; reading no more of each entry than its header. */
final class Survey implements StoreGate.Reading<Void> {

    private final Instant now;
    private final Consumer<WaitingMail> found;

    Survey(Instant now, Consumer<WaitingMail> found) {
        this.now = now;
        this.found = found;
    }

    /** Of one mailbox. */
    static StoreGate.Reading<Optional<WaitingMail>> of(MailboxOwner owner, Instant now) {
        return store -> {
            byte[] key = Keys.owner(owner);
            byte[] large = store.get(store.owners, key);
            long first = large == null ? 0 : OwnerRecord.decode(large).first();
            List<WaitingMail> found = new ArrayList<>(1);
            try (SlotCursor cursor = SlotCursor.of(store, key, first)) {
                new Survey(now, found::add).over(cursor);
            }
            return found.stream().findFirst();
        };
    }

    @Override
    @SuppressWarnings("NullAway") // Void has no other value.
    public Void from(Store store) throws RocksDBException {
        try (SlotCursor cursor = SlotCursor.all(store)) {
            over(cursor);
        }
        return null;
    }

    private void over(SlotCursor cursor) throws RocksDBException {
        @Nullable WaitingMail waiting = null;
        for (; cursor.isValid(); cursor.next()) {
            WaitingMail message = message(cursor);
            if (message == null) {
                continue;
            }
            if (waiting != null && !waiting.owner().equals(message.owner())) {
                found.accept(waiting);
                waiting = null;
            }
            waiting = waiting == null ? message : waiting.and(message);
        }
        cursor.checkEnd();
        if (waiting != null) {
            found.accept(waiting);
        }
    }

    /** What is here, if it may cause a push. An unreadable entry causes none: nobody will ever get it. */
    private @Nullable WaitingMail message(SlotCursor cursor) {
        MailboxOwner owner = cursor.owner();
        if (owner.isService()) {
            return null;
        }
        try {
            EntryCodec.Header header = EntryCodec.decodeHeader(cursor.beginning());
            Instant expires = Instant.ofEpochMilli(header.expiresAt());
            return header.kind() != EntryKind.MESSAGE || header.silent() || !expires.isAfter(now)
                    ? null
                    : new WaitingMail(owner, Instant.ofEpochMilli(header.acceptedAt()), expires);
        } catch (CorruptEntryException e) {
            return null;
        }
    }
}
