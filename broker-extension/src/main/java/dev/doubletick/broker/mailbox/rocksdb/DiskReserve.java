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

    /** In which not even a fast disk takes more than a small part of the reserve. */
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final FileStore disk;
    private final long reserveBytes;
    private volatile boolean low;
    private long checkedAt;

    DiskReserve(Path directory, long reserveBytes) throws IOException {
        this.disk = Files.getFileStore(directory);
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
            // A little more before it is good again, so that it does not go to and fro.
            low = free < (low ? reserveBytes + reserveBytes / 8 : reserveBytes);
        } catch (IOException e) {
            StoreOpener.LOG.warn("The free space of the mailbox store's disk cannot be read", e);
            low = true;
        }
        return low;
    }

    /** As the last check found it. */
    boolean low() {
        return low;
    }
}
