package dev.doubletick.broker.mailbox.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Looks through the write-ahead log before RocksDB does, for damage that its recovery would pass over in silence.
 *
 * <p>After a crash the log may end in a torn batch. That loses nothing: a batch is written only after the one before it was
 * synced, so only the last one can be torn, and it was never answered. RocksDB's point-in-time recovery therefore drops it
 * (stricter modes refuse what a power loss legitimately leaves behind: pages of the last write in any order, zeroes, a longer
 * file). But it would just as well drop everything after a damaged place in the middle, and it even reads on past a block of
 * zeroes. So: sequence numbers in the log have no gaps, and a batch that follows unreadable bytes without continuing the
 * sequence proves that something answered is lost.
 */
final class WalScan {

    /** How far the log reads without a doubt. */
    private long next = -1;

    private Optional<String> torn = Optional.empty();
    private Optional<String> damage = Optional.empty();
    /** The files that end with something unreadable, and where that begins. */
    private final Map<Path, Long> tornEnds = new LinkedHashMap<>();

    private WalScan() {}

    /**
     * Reads all of the log.
     *
     * @param answered what the {@link SyncedMark} says: batches up to this sequence number must not be the torn ones
     */
    static WalScan read(Path directory, long answered) throws IOException {
        WalScan scan = new WalScan();
        for (Path wal : files(directory)) {
            scan.damage = scan.read(wal);
            if (scan.damage.isPresent()) {
                return scan;
            }
        }
        if (Math.max(scan.next - 1, 0) < answered) {
            scan.damage = scan.torn;
        }
        return scan;
    }

    /** A few words on what is damaged; empty if the log is intact, apart from a torn end that was never answered. */
    Optional<String> damage() {
        return damage;
    }

    /**
     * Takes torn ends away, of a log without {@linkplain #damage() damage}: what they held was never answered, RocksDB would
     * drop it in any case, and there are bytes on which its reader {@linkplain WalReader#endless() never comes to an end}.
     */
    void cutTornEnds() throws IOException {
        if (damage.isPresent()) {
            throw new IllegalStateException("a damaged log stays as it is");
        }
        for (Map.Entry<Path, Long> end : tornEnds.entrySet()) {
            try (FileChannel wal = FileChannel.open(end.getKey(), StandardOpenOption.WRITE)) {
                StoreOpener.LOG.info(
                        "{} ends with {} bytes of a write that was never finished, and is cut there",
                        end.getKey().getFileName(),
                        wal.size() - end.getValue());
                wal.truncate(end.getValue());
                wal.force(true);
            }
        }
    }

    /** Copies the log into an empty folder, each file with zeroes from its first damaged place on: its length is on record. */
    static void copyReadable(Path directory, Path copies) throws IOException {
        for (Path wal : files(directory)) {
            try (FileChannel from = FileChannel.open(wal, StandardOpenOption.READ);
                    FileChannel to = FileChannel.open(
                            copies.resolve(wal.getFileName()),
                            StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.WRITE)) {
                long length = readableLength(wal);
                for (long copied = 0; copied < length; ) {
                    copied += from.transferTo(copied, length - copied, to);
                }
                if (length < from.size()) {
                    to.write(ByteBuffer.allocate(1), from.size() - 1);
                }
            }
        }
    }

    private static long readableLength(Path wal) throws IOException {
        try (WalReader reader = new WalReader(wal)) {
            long length = 0;
            for (Optional<WalReader.Batch> batch = reader.next();
                    batch.isPresent() && !batch.get().afterDamage();
                    batch = reader.next()) {
                length = reader.end();
            }
            return length;
        }
    }

    /** Whether the manifest in use is so damaged that RocksDB would not come to an end with it. */
    static boolean manifestEndless(Path directory) throws IOException {
        Path current = directory.resolve("CURRENT");
        if (!Files.isRegularFile(current)) {
            return false;
        }
        // Latin-1, because any bytes may stand there after damage, and RocksDB has words for most of them.
        String name = Files.readString(current, StandardCharsets.ISO_8859_1).strip();
        if (!name.matches("MANIFEST-[0-9]{1,18}") || !Files.isRegularFile(directory.resolve(name))) {
            return false;
        }
        try (WalReader manifest = new WalReader(directory.resolve(name))) {
            while (manifest.next().isPresent()) {
                // To the end.
            }
            return manifest.endless();
        }
    }

    /** The log's files, oldest first. */
    static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(f -> f.getFileName().toString().matches("[0-9]{6,18}\\.log"))
                    .sorted(Comparator.comparingLong(WalScan::number))
                    .toList();
        }
    }

    private static long number(Path wal) {
        String name = wal.getFileName().toString();
        return Long.parseLong(name.substring(0, name.indexOf('.')));
    }

    private Optional<String> read(Path wal) throws IOException {
        try (WalReader reader = new WalReader(wal)) {
            boolean first = true;
            for (Optional<WalReader.Batch> batch = reader.next(); batch.isPresent(); batch = reader.next()) {
                if (batch.get().afterDamage()) {
                    torn = Optional.of(broken(wal));
                }
                boolean continues = next < 0 || batch.get().firstSequence() == next;
                // A gap between two files that are whole is none: the file between them was no longer needed, or else
                // RocksDB misses it itself, because its manifest lists the files that it needs.
                boolean fileBetween = first && torn.isEmpty();
                if (!continues && !fileBetween) {
                    return Optional.of(torn.orElse(broken(wal)));
                }
                torn = Optional.empty();
                next = batch.get().nextSequence();
                first = false;
            }
            if (reader.endsDamaged()) {
                torn = Optional.of(broken(wal));
                tornEnds.put(wal, reader.end());
            }
            return Optional.empty();
        }
    }

    private static String broken(Path wal) {
        return "the write-ahead log " + wal.getFileName() + " is broken";
    }
}
