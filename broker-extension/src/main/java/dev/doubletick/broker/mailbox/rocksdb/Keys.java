package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.protocol.MessageId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The keys of the store. An owner's name is printable ASCII, so a zero byte ends it without ambiguity, and all keys of one
 * owner lie together.
 */
final class Keys {

    private static final byte END = 0;

    /** The longest key in {@code messages}. */
    static final int MAX_MESSAGE_KEY_BYTES = MailboxOwner.MAX_LENGTH + 1 + Long.BYTES;

    private Keys() {}

    static byte[] owner(MailboxOwner owner) {
        return owner.value().getBytes(StandardCharsets.US_ASCII);
    }

    static MailboxOwner owner(byte[] key) {
        return new MailboxOwner(new String(key, StandardCharsets.US_ASCII));
    }

    /** In {@code messages}: owner, 0, sequence (8 bytes, big-endian). */
    static byte[] message(byte[] owner, long sequence) {
        ByteBuffer key = ByteBuffer.allocate(owner.length + 1 + Long.BYTES);
        putMessage(key, owner, sequence);
        return key.array();
    }

    /** As {@link #message}. */
    static void putMessage(ByteBuffer into, byte[] owner, long sequence) {
        into.put(owner).put(END).putLong(sequence);
    }

    /** The sequence in a message's key. */
    static long sequence(byte[] messageKey) {
        return ByteBuffer.wrap(messageKey).getLong(messageKey.length - Long.BYTES);
    }

    /**
     * The owner in a message's key.
     *
     * @throws IllegalArgumentException if it is not one
     */
    static MailboxOwner ownerOfMessage(byte[] messageKey) {
        int end = messageKey.length - Long.BYTES - 1;
        if (end < 1 || messageKey[end] != END) {
            throw new IllegalArgumentException("not a message's key");
        }
        return new MailboxOwner(new String(messageKey, 0, end, StandardCharsets.US_ASCII));
    }

    /** In {@code ids}: owner, 0, kind, sender (may be empty), 0, id. */
    static byte[] id(byte[] owner, EntryKind kind, Optional<MailboxOwner> sender, MessageId id) {
        byte[] from = sender.map(Keys::owner).orElse(new byte[0]);
        return ByteBuffer.allocate(owner.length + from.length + 3 + MessageId.LENGTH)
                .put(owner)
                .put(END)
                .put((byte) kind.code())
                .put(from)
                .put(END)
                .putLong(id.uuid().getMostSignificantBits())
                .putLong(id.uuid().getLeastSignificantBits())
                .array();
    }

    static byte[] id(Entry entry) {
        return id(owner(entry.owner()), entry.kind(), entry.sender(), entry.id());
    }

    /** Where an owner's keys begin, in {@code messages} and {@code ids}. */
    static byte[] from(byte[] owner) {
        return ByteBuffer.allocate(owner.length + 1).put(owner).put(END).array();
    }

    /** Just after an owner's last key, in {@code messages} and {@code ids}. */
    static byte[] to(byte[] owner) {
        return ByteBuffer.allocate(owner.length + 1)
                .put(owner)
                .put((byte) (END + 1))
                .array();
    }

    static byte[] ofLong(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    static long toLong(byte[] value) {
        return ByteBuffer.wrap(value).getLong();
    }
}
