package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.Depth;
import java.nio.ByteBuffer;

/**
 * What {@code owners} keeps of a large mailbox, so that limits are exact after a restart without reading it.
 *
 * @param first no entry lies before this sequence: reading starts here, past what was deleted
 * @param newest no entry lies after this sequence
 * @param earliestExpiry no entry expires before this, in milliseconds since 1970
 */
record OwnerRecord(Depth held, long first, long newest, long earliestExpiry) {

    private static final byte VERSION = 1;
    private static final int BYTES = 1 + 7 * Long.BYTES;

    /** The record of what both count. */
    OwnerRecord together(OwnerRecord other) {
        return new OwnerRecord(
                held.plus(other.held),
                Math.min(first, other.first),
                Math.max(newest, other.newest),
                Math.min(earliestExpiry, other.earliestExpiry));
    }

    byte[] encode() {
        return ByteBuffer.allocate(BYTES)
                .put(VERSION)
                .putLong(held.messages())
                .putLong(held.messageBytes())
                .putLong(held.receipts())
                .putLong(held.receiptBytes())
                .putLong(first)
                .putLong(newest)
                .putLong(earliestExpiry)
                .array();
    }

    static OwnerRecord decode(byte[] stored) {
        ByteBuffer in = ByteBuffer.wrap(stored);
        if (stored.length != BYTES || in.get() != VERSION) {
            throw new UnreadableException("a mailbox's counters are unreadable");
        }
        return new OwnerRecord(
                new Depth(in.getLong(), in.getLong(), in.getLong(), in.getLong()),
                in.getLong(),
                in.getLong(),
                in.getLong());
    }
}
