package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.Depth;
import java.nio.ByteBuffer;

/**
 * What the store keeps of all mailboxes together, written with every batch.
 *
 * @param next the next sequence to give out, to an entry or an epoch
 */
record Totals(Depth held, long next) {

    static final Totals EMPTY = new Totals(Depth.EMPTY, 1);

    private static final byte VERSION = 1;
    private static final int BYTES = 1 + 5 * Long.BYTES;

    byte[] encode() {
        return ByteBuffer.allocate(BYTES)
                .put(VERSION)
                .putLong(held.messages())
                .putLong(held.messageBytes())
                .putLong(held.receipts())
                .putLong(held.receiptBytes())
                .putLong(next)
                .array();
    }

    static Totals decode(byte[] stored) {
        ByteBuffer in = ByteBuffer.wrap(stored);
        if (stored.length != BYTES || in.get() != VERSION) {
            throw new UnreadableException("the store's counters are unreadable");
        }
        return new Totals(new Depth(in.getLong(), in.getLong(), in.getLong(), in.getLong()), in.getLong());
    }
}
