package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.MailboxOpenException;
import dev.doubletick.broker.mailbox.MailboxOpenException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * Saves what is readable of a damaged store into a new one, and moves the damaged one aside. Nothing of it is changed or
 * deleted, so it needs disk space for both. The broker must not be running.
 *
 * <p>If only the log is damaged, nothing is lost but what stands in the damaged place. What was delivered then, and no other part
 * says so, comes back. If more is damaged, the files are read one by one, and more may come back.
 */
public final class MailboxRepair {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final RocksMailboxConfig config;
    private final Path directory;
    private final Path rebuilt;
    private final Path aside;

    private MailboxRepair(RocksMailboxConfig config, Clock clock) {
        this.config = config;
        this.directory = config.directory().toAbsolutePath();
        this.rebuilt = rebuilt(directory);
        this.aside = directory.resolveSibling(directory.getFileName() + ".damaged-" + TIME.format(clock.instant()));
    }

    /**
     * Repairs a store. Also completes a repair that was interrupted.
     *
     * @throws MailboxOpenException if the store is in use, or of a newer format
     * @throws IOException if the disk does not allow it; then the damaged store is where it was
     */
    public static RepairReport repair(RocksMailboxConfig config, Clock clock) throws IOException {
        return new MailboxRepair(config, clock).run();
    }

    /** Whether a repair of this store began and did not end. */
    static boolean interrupted(Path directory) {
        return Files.exists(rebuilt(directory.toAbsolutePath()));
    }

    private static Path rebuilt(Path directory) {
        return directory.resolveSibling(directory.getFileName() + ".repairing");
    }

    private RepairReport run() throws IOException {
        if (!Files.exists(directory) && Files.exists(rebuilt)) {
            // Interrupted between the two moves: the new store is complete.
            Files.move(rebuilt, directory);
            return reportOfRebuilt();
        }
        if (!Files.isDirectory(directory)) {
            throw new MailboxOpenException(Reason.IO, "There is no mailbox store in " + directory + ".", null);
        }
        RepairReport report;
        try (FileChannel lockFile = FileChannel.open(
                        directory.resolve("LOCK"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lockFile.tryLock()) {
            if (lock == null) {
                throw new MailboxOpenException(
                        Reason.IN_USE, "The mailbox store in " + directory + " is in use by another process.", null);
            }
            report = rebuild();
        } catch (RocksDBException e) {
            throw new IOException("the repaired mailbox store could not be written: " + e.getMessage(), e);
        }
        Files.move(directory, aside);
        Files.move(rebuilt, directory);
        try (FileChannel parent = FileChannel.open(directory.resolveSibling("."), StandardOpenOption.READ)) {
            parent.force(true);
        }
        return report;
    }

    private RepairReport rebuild() throws RocksDBException, IOException {
        try (StoreBuilder builder = builder()) {
            FileSalvage logs = new FileSalvage(directory, builder);
            boolean logsWhole = logs.readRemovals();
            readWhole(builder, logs::take, logsWhole);
            if (!logsWhole) {
                logs.readLogs();
            }
            return builder.finish(aside, logsWhole);
        } catch (RocksDBException e) {
            StoreOpener.LOG.warn(
                    "The damaged store cannot be read as a whole ({}), reading its files one by one", e.getMessage());
        }
        try (StoreBuilder builder = builder()) {
            new FileSalvage(directory, builder).run();
            return builder.finish(aside, false);
        }
    }

    private StoreBuilder builder() throws IOException {
        delete(rebuilt);
        Files.createDirectories(rebuilt);
        return new StoreBuilder(new StoreOpener(config, rebuilt).open());
    }

    /** Reads the store as RocksDB sees it, without changing it, and without what the log has lost. */
    private void readWhole(Salvage target, Taking message, boolean logsWhole) throws RocksDBException, IOException {
        if (logsWhole) {
            readWhole(target, message, directory);
            return;
        }
        // RocksDB may not come to an end with damaged logs, and passes over whole commits behind a damaged place.
        Path logs = Files.createTempDirectory(directory.resolveSibling("."), directory.getFileName() + ".reading-");
        try {
            WalScan.copyReadable(directory, logs);
            readWhole(target, message, logs);
        } finally {
            delete(logs);
        }
    }

    private void readWhole(Salvage target, Taking message, Path logs) throws RocksDBException, IOException {
        if (WalScan.manifestEndless(directory)) {
            throw new RocksDBException("its manifest is broken");
        }
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try (StoreOptions options = StoreOptions.lenient(config, logs);
                RocksDB db =
                        RocksDB.openReadOnly(options.database(), directory.toString(), options.families(), handles)) {
            byte[] format = db.get(handles.get(0), Store.FORMAT);
            if (format != null && Keys.toLong(format) > Store.FORMAT_VERSION) {
                throw StoreOpener.newerFormat(directory, Keys.toLong(format));
            }
            each(db, handles.get(1), message);
            each(db, handles.get(4), target::lease);
            handles.forEach(ColumnFamilyHandle::close);
        }
    }

    private interface Taking {
        void take(byte[] key, byte[] value) throws RocksDBException, IOException;
    }

    private static void each(RocksDB db, ColumnFamilyHandle family, Taking taking)
            throws RocksDBException, IOException {
        try (RocksIterator iterator = db.newIterator(family)) {
            for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                taking.take(iterator.key(), iterator.value());
            }
            iterator.status();
        }
    }

    private RepairReport reportOfRebuilt() throws IOException {
        String prefix = directory.getFileName() + ".damaged-";
        try (Store store = Store.open(config);
                Stream<Path> siblings = Files.list(directory.resolveSibling("."))) {
            Path damaged = siblings.filter(p -> p.getFileName().toString().startsWith(prefix))
                    .max(Comparator.naturalOrder())
                    .orElse(directory);
            return new RepairReport(damaged, store.totals().held(), 0, 0, false);
        } catch (RocksDBException e) {
            throw new IOException("the repaired mailbox store cannot be read: " + e.getMessage(), e);
        }
    }

    /** Only ever what a repair itself has made. */
    private static void delete(Path made) throws IOException {
        if (Files.exists(made)) {
            try (Stream<Path> files = Files.walk(made)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
