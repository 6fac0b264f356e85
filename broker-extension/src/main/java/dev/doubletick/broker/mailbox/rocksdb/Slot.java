package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.CorruptEntryException;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.EntryCodec;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.protocol.MessageId;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/**
 * What the writer must know of an entry that is held.
 *
 * @param bytes its encoded size
 * @param expiresAt milliseconds since 1970
 */
record Slot(long sequence, EntryKind kind, Optional<MailboxOwner> sender, MessageId id, int bytes, long expiresAt) {

    private static final MessageId NO_ID = MessageId.of(new UUID(0, 0));

    static Slot of(long sequence, Entry entry, int bytes) {
        return new Slot(sequence, entry.kind(), entry.sender(), entry.id(), bytes, entry.expiresAt());
    }

    /**
     * As it is stored. An unreadable entry counts like a message that nobody can acknowledge and that never expires: it stays
     * where it is, for a repair to look at.
     *
     * @param beginning the stored entry's first bytes
     */
    static Slot stored(long sequence, int bytes, ByteBuffer beginning) {
        try {
            EntryCodec.Header header = EntryCodec.decodeHeader(beginning);
            return new Slot(sequence, header.kind(), header.sender(), header.id(), bytes, header.expiresAt());
        } catch (CorruptEntryException e) {
            return new Slot(sequence, EntryKind.MESSAGE, Optional.empty(), NO_ID, bytes, Long.MAX_VALUE);
        }
    }

    boolean expired(long now) {
        return expiresAt <= now;
    }

    /** Whether this is the same entry, put here before. */
    boolean isOf(Entry entry) {
        return id.equals(entry.id()) && kind == entry.kind() && sender.equals(entry.sender());
    }
}
