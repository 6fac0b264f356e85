package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.LeaseHolder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What {@code leases} keeps of a mailbox's newest lease. */
record LeaseRecord(long epoch, LeaseHolder holder) {

    private static final byte VERSION = 1;

    byte[] encode() {
        byte[] broker = holder.broker().getBytes(StandardCharsets.UTF_8);
        byte[] connection = holder.connection().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + Long.BYTES + 2 * Short.BYTES + broker.length + connection.length)
                .put(VERSION)
                .putLong(epoch)
                .putShort((short) broker.length)
                .put(broker)
                .putShort((short) connection.length)
                .put(connection)
                .array();
    }

    /** The epoch, all that is ever read back. */
    static long epoch(byte[] stored) {
        if (stored.length < 1 + Long.BYTES || stored[0] != VERSION) {
            throw new UnreadableException("a lease is unreadable");
        }
        return ByteBuffer.wrap(stored).getLong(1);
    }
}
