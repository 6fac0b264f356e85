package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.CorruptEntryException;
import dev.doubletick.broker.mailbox.EntryCodec;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.broker.mailbox.WaitingMail;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/** One look through all mailboxes, reading no more of each entry than its header. */
final class Survey implements StoreGate.Reading<Void> {

    private final Instant now;
    private final Consumer<WaitingMail> found;

    Survey(Instant now, Consumer<WaitingMail> found) {
        this.now = now;
        this.found = found;
    }

    @Override
    @SuppressWarnings("NullAway") // Void has no other value.
    public Void from(Store store) throws RocksDBException {
        @Nullable WaitingMail waiting = null;
        try (SlotCursor cursor = SlotCursor.all(store)) {
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
        }
        if (waiting != null) {
            found.accept(waiting);
        }
        return null;
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
