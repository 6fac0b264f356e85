package dev.doubletick.broker.mailbox.rocksdb;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Reads one file of RocksDB's write-ahead log (or its manifest, which has the same records): the write batches that are intact, and where something else was in between.
 * Unlike RocksDB's recovery it goes on after damage, and it does not take a zeroed block for an end.
 *
 * <p>The format (RocksDB's {@code db/log_format.h}): blocks of 32 KiB; in each, records of masked CRC-32C (4 bytes,
 * little-endian, over type and data), length (2), type (1) and data; a batch is one record, or several in a row. A batch
 * begins with its first sequence number (8) and the number of its changes (4), each of which takes one sequence number.
 */
final class WalReader implements AutoCloseable {

    private static final int BLOCK_BYTES = 32 * 1024;
    private static final int HEADER_BYTES = 7;
    private static final int BATCH_HEADER_BYTES = 12;

    private static final int FULL = 1;
    private static final int FIRST = 2;
    private static final int MIDDLE = 3;
    private static final int LAST = 4;
    /** Records of log files that are written over again, as this store's never are. */
    private static final Set<Integer> RECYCLED = Set.of(5, 6, 7, 8, 11, 131);
    /** Types with this bit carry no batch, and readers that do not know them skip them. */
    private static final int IGNORABLE = 0x80;

    private final FileChannel file;
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteArrayOutputStream fragments = new ByteArrayOutputStream();

    /** Where in the file {@link #block} begins. */
    private long blockStart;

    private long end;
    private boolean inBatch;
    /** Something unreadable, and no batch was read since. */
    private boolean damage;

    private boolean endless;

    /** An intact batch. */
    static final class Batch {
        private final byte[] data;
        private final boolean afterDamage;

        private Batch(byte[] data, boolean afterDamage) {
            this.data = data;
            this.afterDamage = afterDamage;
        }

        /** As RocksDB writes it. */
        byte[] data() {
            return data;
        }

        /** Whether something unreadable lies between it and the batch before. */
        boolean afterDamage() {
            return afterDamage;
        }

        long firstSequence() {
            return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
        }

        long nextSequence() {
            return firstSequence()
                    + ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).getInt(Long.BYTES);
        }
    }

    WalReader(Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.READ);
        block.limit(0);
    }

    /** The next intact batch; empty at the end of the file. */
    Optional<Batch> next() throws IOException {
        while (true) {
            if (block.remaining() < HEADER_BYTES) {
                // What is left of a block is padding; of the last one, a header that was cut off.
                if (block.remaining() > 0 && block.limit() < BLOCK_BYTES) {
                    damaged();
                }
                if (!fill()) {
                    if (inBatch) {
                        damaged();
                    }
                    return Optional.empty();
                }
                continue;
            }
            int start = block.position();
            int checksum = block.getInt();
            int length = Short.toUnsignedInt(block.getShort());
            int type = Byte.toUnsignedInt(block.get());
            endless |= RECYCLED.contains(type);
            if (length > block.remaining() || (type == 0 && length == 0)) {
                damaged();
                block.position(block.limit());
                continue;
            }
            int data = block.position();
            block.position(data + length);
            if (checksum != masked(start + HEADER_BYTES - 1, length + 1)) {
                damaged();
                continue;
            }
            if (assemble(type, data, length)) {
                boolean afterDamage = damage;
                damage = false;
                end = blockStart + block.position();
                return Optional.of(new Batch(fragments.toByteArray(), afterDamage));
            }
        }
    }

    /** Where the batch that was read last ends, in bytes from the beginning of the file. */
    long end() {
        return end;
    }

    /** Whether the file ends with something unreadable. Asked after the last batch. */
    boolean endsDamaged() {
        return damage;
    }

    /**
     * Whether there is a place so far where RocksDB's own reader would stay for ever: it neither takes nor skips a record of
     * this kind behind one of another kind (seen with 10.10).
     */
    boolean endless() {
        return endless;
    }

    /** True if this completes a batch, which is then in {@link #fragments}. */
    private boolean assemble(int type, int data, int length) {
        switch (type) {
            case FULL, FIRST -> {
                if (inBatch) {
                    damaged();
                }
                fragments.reset();
                inBatch = type == FIRST;
            }
            case MIDDLE, LAST -> {
                if (!inBatch) {
                    damaged();
                    return false;
                }
                inBatch = type == MIDDLE;
            }
            default -> {
                if ((type & IGNORABLE) == 0) {
                    damaged();
                }
                return false;
            }
        }
        fragments.write(block.array(), data, length);
        if (!inBatch && fragments.size() < BATCH_HEADER_BYTES) {
            damaged();
            return false;
        }
        return !inBatch;
    }

    private void damaged() {
        inBatch = false;
        damage = true;
    }

    private boolean fill() throws IOException {
        block.clear();
        blockStart = file.position();
        while (block.hasRemaining() && file.read(block) >= 0) {
            // Until the block is full or the file ends.
        }
        block.flip();
        return block.hasRemaining();
    }

    private int masked(int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(block.array(), offset, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
