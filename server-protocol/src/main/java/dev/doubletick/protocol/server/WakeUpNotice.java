package dev.doubletick.protocol.server;

import dev.doubletick.protocol.PhoneNumber;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/**
 * What a broker tells the push service: a phone has mail and does not fetch it. An immutable value, to the millisecond.
 *
 * <p>On the wire, a PUBLISH of QoS 1 on {@code x/wake/{phone}} to service principals. The payload has 18 bytes, big-endian:
 * version 1 (1 byte), reminder (1), since and expiry in milliseconds since 1970 (8 each). Bytes that follow are left to newer
 * versions. There is no content and no sender in it, because a push must not have any.
 */
public final class WakeUpNotice {

    /** What a push service subscribes to: instances that share the filter share the wake-ups. */
    public static final String SHARED_FILTER = "$share/push/x/wake/+";

    /** All wake-ups. */
    public static final String FILTER = "x/wake/+";

    private static final String TOPIC = "x/wake/";
    private static final byte VERSION = 1;
    private static final int BYTES = 2 + 2 * Long.BYTES;
    private static final int MAX_REMINDER = 255;

    private final int reminder;
    private final long since;
    private final long expires;

    private WakeUpNotice(int reminder, long since, long expires) {
        this.reminder = reminder;
        this.since = since;
        this.expires = expires;
    }

    /**
     * @param reminder 0 for the first, and 1 to 255 for those that remind of it
     * @param since when the oldest message that it is about was accepted
     * @param expires from when on it is no use to wake the phone: nothing that waits now will be left
     */
    public static WakeUpNotice of(int reminder, Instant since, Instant expires) {
        if (reminder < 0 || reminder > MAX_REMINDER) {
            throw new IllegalArgumentException("a reminder is 0 to 255, not " + reminder);
        }
        return new WakeUpNotice(reminder, since.toEpochMilli(), expires.toEpochMilli());
    }

    /** Reads a payload. Empty if it is none that this version knows. */
    public static Optional<WakeUpNotice> ofBytes(byte[] payload) {
        if (payload.length < BYTES || payload[0] != VERSION) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(payload);
        return Optional.of(new WakeUpNotice(Byte.toUnsignedInt(payload[1]), in.getLong(2), in.getLong(2 + Long.BYTES)));
    }

    /** The payload. */
    public byte[] toBytes() {
        return ByteBuffer.allocate(BYTES)
                .put(VERSION)
                .put((byte) reminder)
                .putLong(since)
                .putLong(expires)
                .array();
    }

    /** The topic on which a phone's wake-ups travel. */
    public static String topic(PhoneNumber phone) {
        return TOPIC + phone.digits();
    }

    /** Whose wake-up comes on a topic; empty if it is no such topic. */
    public static Optional<PhoneNumber> phone(String topic) {
        return topic.startsWith(TOPIC) ? PhoneNumber.tryDigits(topic.substring(TOPIC.length())) : Optional.empty();
    }

    public int reminder() {
        return reminder;
    }

    public Instant since() {
        return Instant.ofEpochMilli(since);
    }

    public Instant expires() {
        return Instant.ofEpochMilli(expires);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof WakeUpNotice other
                && reminder == other.reminder
                && since == other.since
                && expires == other.expires;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(since) + Long.hashCode(expires) + reminder;
    }

    @Override
    public String toString() {
        return "WakeUpNotice[reminder " + reminder + ", since " + since() + ", until " + expires() + "]";
    }
}
