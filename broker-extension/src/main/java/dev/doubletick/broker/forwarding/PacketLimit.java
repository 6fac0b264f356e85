package dev.doubletick.broker.forwarding;

import dev.doubletick.broker.connection.PhoneConnection;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.protocol.Limits;
import dev.doubletick.protocol.MessageId;
import java.nio.charset.StandardCharsets;

/**
 * The largest packet that a connection takes (MQTT 5, section 3.1.2.11.4). The broker must not send a larger one and drops it
 * without a word, when we have seen it go, so it has to be kept back before.
 *
 * @param bytes of the whole packet
 */
record PacketLimit(long bytes) {

    /** More than any PUBLISH of ours needs around its payload. */
    private static final int AMPLE_OVERHEAD = 1024;

    private static final int MAX_VARIABLE_BYTES = 4;

    static PacketLimit of(PhoneConnection connection) {
        return new PacketLimit(connection.maximumPacketSize());
    }

    /** The largest payload that an entry's PUBLISH may have; negative if not even one without fits. */
    int payload(Entry entry) {
        if (bytes >= Limits.MAX_PAYLOAD_BYTES + AMPLE_OVERHEAD) {
            return Limits.MAX_PAYLOAD_BYTES;
        }
        int topic = 2 + entry.owner().value().length();
        if (entry.kind() != EntryKind.DELIVERED && entry.kind() != EntryKind.ACCOUNT) {
            topic += 1
                    + entry.sender()
                            .map(MailboxOwner::value)
                            .map(String::length)
                            .orElse(0);
        }
        int properties = 0;
        if (entry.kind() == EntryKind.MESSAGE) {
            properties += 1 + 2 + MessageId.LENGTH;
            properties += entry.contentType()
                    .map(type -> 1 + 2 + type.getBytes(StandardCharsets.UTF_8).length)
                    .orElse(0);
        }
        int packetId = 2;
        long payload = remaining() - (2 + topic + packetId + variableBytes(properties) + properties);
        return (int) Math.min(Limits.MAX_PAYLOAD_BYTES, payload);
    }

    /** Whether an entry fits into one PUBLISH, or into several if it is a receipt. */
    boolean takes(Entry entry) {
        int room = payload(entry);
        return entry.payload().remaining() <= room || (divisible(entry) && room >= MessageId.LENGTH);
    }

    /** How much of the rest of an entry that it {@linkplain #takes} goes into one PUBLISH: all, or some ids of a receipt. */
    int part(Entry entry, int rest) {
        int room = payload(entry);
        return rest <= room ? rest : room - room % MessageId.LENGTH;
    }

    private static boolean divisible(Entry entry) {
        return entry.kind() == EntryKind.DELIVERED || entry.kind() == EntryKind.SEEN;
    }

    /** What follows the fixed header's length field, which itself takes the more bytes the larger it says the packet is. */
    private long remaining() {
        long most = 0;
        for (int width = 1; width <= MAX_VARIABLE_BYTES; width++) {
            most = Math.max(most, Math.min(bytes - 1 - width, (1L << (7 * width)) - 1));
        }
        return most;
    }

    private static int variableBytes(int value) {
        return value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : 3;
    }
}
