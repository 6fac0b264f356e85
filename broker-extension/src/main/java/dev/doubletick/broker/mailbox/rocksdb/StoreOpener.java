package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.MailboxOpenException;
import dev.doubletick.broker.mailbox.MailboxOpenException.Reason;
import dev.doubletick.broker.mailbox.MailboxPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a store, and refuses one that has lost something, which stays as it is. */
final class StoreOpener {

    static final Logger LOG = LoggerFactory.getLogger(Store.class);

    private final RocksMailboxConfig config;
    private final Path directory;

    /** Opens the store in another directory than the configured one. */
    StoreOpener(RocksMailboxConfig config, Path directory) {
        this.config = config;
        this.directory = directory;
    }

    /**
     * Opens the store, or makes a new one if there is none.
     *
     * @throws MailboxOpenException with a sentence for the operator
     */
    Store open() {
        return open(true);
    }

    /**
     * Opens a store that was open before: a folder that is empty now is not a new store, but a disk that has gone.
     *
     * @throws MailboxOpenException with a sentence for the operator
     */
    Store reopen() {
        return open(false);
    }

    private Store open(boolean mayBeNew) {
        MailboxPath.refusal(directory).ifPresent(sentence -> {
            throw new MailboxOpenException(Reason.IO, sentence, null);
        });
        try {
            boolean create = !Files.exists(directory.resolve("CURRENT"));
            if (create && !mayBeNew) {
                throw new MailboxOpenException(
                        Reason.IO, "The mailbox store in " + directory + " is not there any more.", null);
            }
            if (create) {
                Files.createDirectories(directory);
            }
            long answered = answered(create);
            if (WalScan.manifestEndless(directory)) {
                throw damaged("its manifest is broken", null);
            }
            WalScan log = WalScan.read(directory, answered);
            if (log.damage().isPresent()) {
                throw damaged(log.damage().get(), null);
            }
            log.cutTornEnds();
            return open(create, answered);
        } catch (IOException | UncheckedIOException e) {
            // Listing a folder reports what goes wrong after its beginning in the unchecked way.
            throw new MailboxOpenException(
                    Reason.IO, "The mailbox store in " + directory + " cannot be read or written: " + e, e);
        }
    }

    /** How far the store has answered; makes the mark of a new store. */
    private long answered(boolean create) throws IOException {
        if (!SyncedMark.exists(directory)) {
            if (!create) {
                throw damaged("its file " + SyncedMark.FILE + " is missing", null);
            }
            SyncedMark.create(directory);
            makeNamesDurable();
        }
        OptionalLong answered;
        try (SyncedMark mark = SyncedMark.open(directory)) {
            answered = mark.read();
        }
        if (answered.isEmpty()) {
            throw damaged("its file " + SyncedMark.FILE + " is unreadable", null);
        }
        if (create && answered.getAsLong() > 0) {
            throw damaged("its file CURRENT is missing", null);
        }
        return answered.getAsLong();
    }

    /**
     * A new store's files are worth nothing if a power loss takes the folder away that they are in, or the one above it. Syncs
     * all that this process may open: what it may not, it has not made.
     */
    private void makeNamesDurable() throws IOException {
        for (Path folder = directory.toAbsolutePath();
                folder != null && Files.isReadable(folder);
                folder = folder.getParent()) {
            try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }

    private Store open(boolean create, long answered) throws IOException {
        // First, because a database that is open cannot be left behind: its lock would keep every later attempt out.
        SyncedMark mark = SyncedMark.open(directory);
        StoreOptions options = StoreOptions.strict(config, create);
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        RocksDB db;
        try {
            db = RocksDB.open(options.database(), directory.toString(), options.families(), handles);
        } catch (RocksDBException e) {
            options.close();
            mark.close();
            throw refusal(e);
        }
        Store store = new Store(options, db, handles, mark);
        try {
            check(store, answered);
            return store;
        } catch (RocksDBException e) {
            store.close();
            throw refusal(e);
        } catch (UnreadableException e) {
            store.close();
            throw damaged(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException | IOException e) {
            store.close();
            throw e;
        }
    }

    private void check(Store store, long answered) throws RocksDBException, IOException {
        byte[] format = store.get(store.meta, Store.FORMAT);
        if (format == null && answered == 0) {
            try (WriteBatch first = new WriteBatch()) {
                first.put(store.meta, Store.FORMAT, Keys.ofLong(Store.FORMAT_VERSION));
                first.put(store.meta, Store.TOTALS, Totals.EMPTY.encode());
                store.write(first);
            }
            return;
        }
        if (format == null) {
            throw damaged("its format version is missing", null);
        }
        if (Keys.toLong(format) > Store.FORMAT_VERSION) {
            throw newerFormat(directory, Keys.toLong(format));
        }
        if (store.db.getLatestSequenceNumber() < answered) {
            throw damaged("the end of its write-ahead log is missing", null);
        }
        store.totals();
        if (store.db.getAggregatedLongProperty("rocksdb.total-sst-files-size") <= config.verifyBytes()) {
            store.db.verifyChecksum();
        }
    }

    private MailboxOpenException refusal(RocksDBException e) {
        Status.Code code =
                e.getStatus() == null ? Status.Code.Undefined : e.getStatus().getCode();
        String message = String.valueOf(e.getMessage());
        if (message.contains("While lock file") || message.contains("lock hold by current process")) {
            return new MailboxOpenException(
                    Reason.IN_USE, "The mailbox store in " + directory + " is in use by another process.", e);
        }
        // A table or manifest that is gone is reported as an input/output error.
        boolean missing = code == Status.Code.IOError && message.contains("No such file");
        if (missing || code == Status.Code.Corruption || code == Status.Code.InvalidArgument) {
            return damaged(message, e);
        }
        return new MailboxOpenException(
                Reason.IO, "The mailbox store in " + directory + " cannot be opened: " + message, e);
    }

    static MailboxOpenException newerFormat(Path directory, long format) {
        return new MailboxOpenException(
                Reason.NEWER_FORMAT,
                "The mailbox store in " + directory + " has format " + format + ", which is newer than this program's "
                        + Store.FORMAT_VERSION + ".",
                null);
    }

    MailboxOpenException damaged(String what, @Nullable Throwable cause) {
        return new MailboxOpenException(
                Reason.DAMAGED,
                "The mailbox store in " + directory + " is damaged (" + what
                        + "); nothing was deleted: stop here and run " + config.repairCommand()
                        + " to move it aside and save what is readable.",
                cause);
    }
}
