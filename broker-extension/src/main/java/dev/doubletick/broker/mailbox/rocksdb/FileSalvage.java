package dev.doubletick.broker.mailbox.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;
import org.rocksdb.SstFileReaderIterator;
import org.rocksdb.WriteBatch;

/**
 * Saves what single files of a store hold, when it cannot be read as a whole. That one file removes what another one holds can
 * only be seen for removals that are still in the log, so something that was delivered may come back: better twice than never.
 */
final class FileSalvage {

    private final Path directory;
    private final Salvage target;
    private final Set<ByteBuffer> removed = new HashSet<>();

    FileSalvage(Path directory, Salvage target) {
        this.directory = directory;
        this.target = target;
    }

    /** Reads everything that tables and logs hold. */
    void run() throws RocksDBException, IOException {
        readRemovals();
        for (Path table : tables()) {
            readTable(table);
        }
        readLogs();
    }

    /**
     * First of all: what the logs say was removed, also what a later log removes from an earlier one.
     *
     * @return whether all of the logs can be read
     */
    boolean readRemovals() throws RocksDBException, IOException {
        long damaged = 0;
        for (Path log : WalScan.files(directory)) {
            damaged += read(log, new LogBatch.Visitor() {
                @Override
                public void removed(byte[] key) {
                    removed.add(ByteBuffer.wrap(key));
                }
            });
        }
        return damaged == 0;
    }

    /** What the logs hold and do not say was removed. */
    void readLogs() throws RocksDBException, IOException {
        for (Path log : WalScan.files(directory)) {
            long damaged = read(log, new LogBatch.Visitor() {
                @Override
                public void message(byte[] key, byte[] value) throws RocksDBException, IOException {
                    take(key, value);
                }

                @Override
                public void lease(byte[] key, byte[] value) {
                    target.lease(key, value);
                }
            });
            for (long i = 0; i < damaged; i++) {
                target.unreadable();
            }
        }
    }

    /** Takes an entry, unless a log says that it was removed. */
    void take(byte[] key, byte[] value) throws RocksDBException, IOException {
        if (!removed.contains(ByteBuffer.wrap(key))) {
            target.message(key, value);
        }
    }

    /** How many damaged places the log has. */
    private static long read(Path log, LogBatch.Visitor visitor) throws RocksDBException, IOException {
        long damaged = 0;
        try (WalReader reader = new WalReader(log);
                LogBatch handler = new LogBatch(visitor)) {
            for (Optional<WalReader.Batch> batch = reader.next(); batch.isPresent(); batch = reader.next()) {
                damaged += batch.get().afterDamage() ? 1 : 0;
                try (WriteBatch changes = new WriteBatch(batch.get().data())) {
                    handler.visit(changes);
                }
            }
            return damaged + (reader.endsDamaged() ? 1 : 0);
        }
    }

    private List<Path> tables() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(f -> f.getFileName().toString().endsWith(".sst"))
                    .sorted()
                    .toList();
        }
    }

    private void readTable(Path table) throws IOException {
        try (Options options = new Options();
                SstFileReader reader = new SstFileReader(options)) {
            reader.open(table.toString());
            String family = new String(reader.getTableProperties().getColumnFamilyName(), StandardCharsets.US_ASCII);
            boolean messages = family.equals("messages");
            if (!messages && !family.equals("leases")) {
                return;
            }
            try (ReadOptions reading = new ReadOptions().setFillCache(false);
                    SstFileReaderIterator iterator = reader.newIterator(reading)) {
                long skipped = SkippingScan.run(new TableCursor(iterator, messages));
                for (long i = 0; i < skipped; i++) {
                    target.unreadable();
                }
            }
        } catch (RocksDBException e) {
            StoreOpener.LOG.warn("The table {} cannot be read at all: {}", table.getFileName(), e.getMessage());
            target.unreadable();
        }
    }

    private final class TableCursor implements SkippingScan.Cursor {
        private final SstFileReaderIterator iterator;
        private final boolean messages;

        TableCursor(SstFileReaderIterator iterator, boolean messages) {
            this.iterator = iterator;
            this.messages = messages;
        }

        @Override
        public void seek(byte[] key) {
            iterator.seek(key);
        }

        @Override
        public boolean isValid() {
            return iterator.isValid();
        }

        @Override
        public void next() {
            iterator.next();
        }

        @Override
        public void status() throws RocksDBException {
            iterator.status();
        }

        @Override
        public byte[] key() {
            return iterator.key();
        }

        @Override
        public void take() throws RocksDBException, IOException {
            if (messages) {
                FileSalvage.this.take(iterator.key(), iterator.value());
            } else {
                target.lease(iterator.key(), iterator.value());
            }
        }
    }
}
