package dev.doubletick.broker.mailbox.rocksdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
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

    private WalScan() {}

    /**
     * Reads all of the log.
     *
     * @param answered what the {@link SyncedMark} says: batches up to this sequence number must not be the torn ones
     * @return a few words on what is damaged; empty if the log is intact, apart from a torn end that was never answered
     */
    static Optional<String> damage(Path directory, long answered) throws IOException {
        WalScan scan = new WalScan();
        for (Path wal : files(directory)) {
            Optional<String> damage = scan.read(wal);
            if (damage.isPresent()) {
                return damage;
            }
        }
        return Math.max(scan.next - 1, 0) < answered ? scan.torn : Optional.empty();
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
            }
            return Optional.empty();
        }
    }

    private static String broken(Path wal) {
        return "the write-ahead log " + wal.getFileName() + " is broken";
    }
}
