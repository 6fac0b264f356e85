package dev.doubletick.broker.mailbox.rocksdb;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Watches the free space of the store's disk. Below the reserve nothing is appended any more; what remains is for removing,
 * which needs space too before it gives some back.
 */
final class DiskReserve {

    static final String REFUSAL = "the disk of the mailbox store is nearly full";

    private final FileStore disk;
    private final long reserveBytes;
    private volatile boolean low;

    DiskReserve(Path directory, long reserveBytes) throws IOException {
        this.disk = Files.getFileStore(directory);
        this.reserveBytes = reserveBytes;
    }

    /** Looks at the disk: a system call of about a microsecond. */
    boolean check() {
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
