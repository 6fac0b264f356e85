package dev.doubletick.broker.mailbox.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * The store's own note of how far it has answered: the RocksDB sequence number after the last synced write, in a file
 * {@code SYNCED} beside the data. It is written after each sync and not synced itself, so it may lag behind after a power loss
 * but never runs ahead, and costs next to nothing. A store that opens with a lower number has lost something that was
 * answered: that cannot be told from the write-ahead log alone, which looks the same whether its end was never written or was
 * cut off later.
 *
 * <p>Two slots are written in turn, each with its checksum, so that a torn write leaves the other.
 */
final class SyncedMark implements AutoCloseable {

    static final String FILE = "SYNCED";

    private static final int SLOT_BYTES = 2 * Long.BYTES;
    /** Far enough apart to lie in different disk sectors. */
    private static final int SLOT_DISTANCE = 4096;

    private final FileChannel file;
    private final ByteBuffer slot = ByteBuffer.allocateDirect(SLOT_BYTES);
    private boolean second;

    private SyncedMark(FileChannel file) {
        this.file = file;
    }

    static boolean exists(Path directory) {
        return Files.exists(directory.resolve(FILE));
    }

    /** Makes the mark of a new store, durably. */
    static void create(Path directory) throws IOException {
        try (SyncedMark mark = open(directory)) {
            mark.write(0);
            mark.write(0);
            mark.file.force(true);
        }
    }

    static SyncedMark open(Path directory) throws IOException {
        return new SyncedMark(FileChannel.open(
                directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    /** The higher of the readable slots; empty if neither is readable. */
    OptionalLong read() throws IOException {
        OptionalLong first = read(0);
        OptionalLong other = read(SLOT_DISTANCE);
        if (first.isPresent() && other.isPresent()) {
            return OptionalLong.of(Math.max(first.getAsLong(), other.getAsLong()));
        }
        return first.isPresent() ? first : other;
    }

    private OptionalLong read(int offset) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(SLOT_BYTES);
        while (in.hasRemaining()) {
            if (file.read(in, offset + in.position()) < 0) {
                return OptionalLong.empty();
            }
        }
        long value = in.getLong(0);
        return in.getLong(Long.BYTES) == checksum(value) ? OptionalLong.of(value) : OptionalLong.empty();
    }

    void write(long sequence) throws IOException {
        slot.clear();
        slot.putLong(sequence).putLong(checksum(sequence)).flip();
        int offset = second ? SLOT_DISTANCE : 0;
        while (slot.hasRemaining()) {
            file.write(slot, offset + slot.position());
        }
        second = !second;
    }

    private static long checksum(long value) {
        CRC32C crc = new CRC32C();
        crc.update(Keys.ofLong(value));
        return crc.getValue();
    }

    /** Also makes it durable, so that it does not lag behind after an orderly stop. */
    @Override
    public void close() throws IOException {
        try (file) {
            file.force(false);
        }
    }
}
