package dev.doubletick.broker.mailbox.rocksdb;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Watches the free space of the store's disk. Below the reserve nothing is appended any more; what remains is for removing,
 * which needs space too before it gives some back.
 */
final class DiskReserve {

    static final String REFUSAL = "the disk of the mailbox store is nearly full";
    static final String AWAY = "the folder of the mailbox store is not there any more";

    /** In which not even a fast disk takes more than a small part of the reserve. */
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final FileStore disk;
    private final Path proof;
    private final long reserveBytes;
    private volatile boolean low;
    private volatile boolean away;
    private volatile long freeBytes;
    private long checkedAt;

    DiskReserve(Path directory, long reserveBytes) throws IOException {
        this.disk = Files.getFileStore(directory);
        this.proof = directory.resolve("CURRENT");
        this.reserveBytes = reserveBytes;
        this.checkedAt = System.nanoTime() - INTERVAL_NANOS;
    }

    /** Looks at the disk, if it has not lately; for one thread. */
    boolean check() {
        long now = System.nanoTime();
        if (now - checkedAt < INTERVAL_NANOS) {
            return low;
        }
        checkedAt = now;
        try {
            long free = disk.getUsableSpace();
            freeBytes = free;
            away(!Files.exists(proof), "its file " + proof.getFileName() + " is gone");
            // A little more before it is good again, so that it does not go to and fro.
            low = away || free < (low ? reserveBytes + reserveBytes / 8 : reserveBytes);
        } catch (IOException e) {
            away(true, e.toString());
            low = true;
        }
        return low;
    }

    /** Says so when it changes, and not at every look. */
    private void away(boolean is, String why) {
        if (is && !away) {
            StoreOpener.LOG.warn("The folder of the mailbox store is not there any more: {}", why);
        } else if (!is && away) {
            StoreOpener.LOG.info("The folder of the mailbox store is there again");
        }
        away = is;
    }

    /** Whether the last check found the store's folder gone. It counts as {@link #low}, too. */
    boolean away() {
        return away;
    }

    /** As the last check that could read it found it. */
    long freeBytes() {
        return freeBytes;
    }

    /** As the last check found it. */
    boolean low() {
        return low;
    }
}
