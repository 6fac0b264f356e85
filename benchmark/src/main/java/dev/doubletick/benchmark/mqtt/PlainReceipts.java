package dev.doubletick.benchmark.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Receipts that a phone on a plain broker owes: ids joined per sender, and sent within what the broker takes at a time.
 * What does not fit waits, and is joined with what comes meanwhile. Confined to its line's event loop.
 */
final class PlainReceipts {

    /** Packet ids from here on are receipts'; below are messages'. */
    static final int FIRST_PACKET_ID = 0x8000;

    private static final int PACKET_IDS = 0x8000;
    private static final int ID_LENGTH = 16;

    private final Map<String, ByteBuf> owed = new LinkedHashMap<>();
    private final int limit;
    private int inFlight;
    private int nextPacketId;

    /** @param limit how many may be without PUBACK at a time */
    PlainReceipts(int limit) {
        this.limit = limit;
    }

    void add(String topic, long high, long low) {
        owed.computeIfAbsent(topic, sender -> Unpooled.buffer(ID_LENGTH))
                .writeLong(high)
                .writeLong(low);
    }

    void acknowledged() {
        inFlight--;
    }

    /** Whether {@link #writeTo} would write something. */
    boolean sendable() {
        return !owed.isEmpty() && inFlight < limit;
    }

    void writeTo(ByteBuf out) {
        for (Iterator<Map.Entry<String, ByteBuf>> i = owed.entrySet().iterator(); i.hasNext() && inFlight < limit; ) {
            Map.Entry<String, ByteBuf> receipt = i.next();
            PublishTemplate.writePlain(out, receipt.getKey(), FIRST_PACKET_ID + nextPacketId, receipt.getValue());
            nextPacketId = (nextPacketId + 1) % PACKET_IDS;
            inFlight++;
            i.remove();
        }
    }
}
