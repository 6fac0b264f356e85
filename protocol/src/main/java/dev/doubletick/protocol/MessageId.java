package dev.doubletick.protocol;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A message's id: 16 bytes that the sender makes, a UUID version 7 (RFC 9562 section 5.7), carried as MQTT correlation data.
 * It is what makes every hop idempotent. The version is not checked: any 16 bytes are an id.
 */
public final class MessageId implements Comparable<MessageId> {

    /** How many bytes an id has on the wire. */
    public static final int LENGTH = 16;

    private final UUID uuid;

    private MessageId(UUID uuid) {
        this.uuid = uuid;
    }

    public static MessageId of(UUID uuid) {
        return new MessageId(uuid);
    }

    /**
     * @throws IllegalArgumentException if these are not 16 bytes
     */
    public static MessageId ofBytes(byte[] bytes) {
        return read(ByteBuffer.wrap(bytes), bytes.length);
    }

    /**
     * Reads the buffer's remaining bytes; its position stays.
     *
     * @throws IllegalArgumentException if these are not 16 bytes
     */
    public static MessageId ofBytes(ByteBuffer bytes) {
        return read(bytes.duplicate(), bytes.remaining());
    }

    private static MessageId read(ByteBuffer bytes, int length) {
        if (length != LENGTH) {
            throw new IllegalArgumentException("a message id has 16 bytes, not " + length);
        }
        return new MessageId(new UUID(bytes.getLong(), bytes.getLong()));
    }

    /**
     * Reads the form that {@link #toString} writes.
     *
     * @throws IllegalArgumentException if it is not a UUID
     */
    public static MessageId parse(String text) {
        return new MessageId(UUID.fromString(text));
    }

    /**
     * Reads ids written one after the other, as receipts carry them.
     *
     * @throws IllegalArgumentException if there is none, or the length is not a multiple of 16
     */
    public static List<MessageId> listOfBytes(ByteBuffer bytes) {
        ByteBuffer in = bytes.duplicate();
        int length = in.remaining();
        if (length == 0 || length % LENGTH != 0) {
            throw new IllegalArgumentException(
                    "a receipt is one or more message ids of 16 bytes, not " + length + " bytes");
        }
        List<MessageId> ids = new ArrayList<>(length / LENGTH);
        while (in.hasRemaining()) {
            ids.add(new MessageId(new UUID(in.getLong(), in.getLong())));
        }
        return ids;
    }

    /** Writes ids one after the other, as receipts carry them. */
    public static byte[] toBytes(Collection<MessageId> ids) {
        ByteBuffer out = ByteBuffer.allocate(ids.size() * LENGTH);
        for (MessageId id : ids) {
            out.putLong(id.uuid.getMostSignificantBits()).putLong(id.uuid.getLeastSignificantBits());
        }
        return out.array();
    }

    /** The 16 bytes of the wire, big-endian as RFC 9562 lays them out. */
    public byte[] toBytes() {
        return ByteBuffer.allocate(LENGTH)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }

    public UUID uuid() {
        return uuid;
    }

    /** When its author says that it was made; empty if this is no UUID of version 7. */
    public Optional<Instant> time() {
        // RFC 9562, section 5.7: the upper 48 bits are milliseconds since 1970.
        return uuid.version() == 7
                ? Optional.of(Instant.ofEpochMilli(uuid.getMostSignificantBits() >>> 16))
                : Optional.empty();
    }

    /** By bytes, unsigned: for ids of version 7 that is by time. */
    @Override
    public int compareTo(MessageId other) {
        int high = Long.compareUnsigned(uuid.getMostSignificantBits(), other.uuid.getMostSignificantBits());
        return high != 0
                ? high
                : Long.compareUnsigned(uuid.getLeastSignificantBits(), other.uuid.getLeastSignificantBits());
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof MessageId && uuid.equals(((MessageId) o).uuid);
    }

    @Override
    public int hashCode() {
        return uuid.hashCode();
    }

    @Override
    public String toString() {
        return uuid.toString();
    }
}
