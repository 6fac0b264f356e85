package dev.doubletick.broker.mailbox.rocksdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.rocksdb.AbstractEventListener;
import org.rocksdb.CompactionJobInfo;
import org.rocksdb.FileOperationInfo;
import org.rocksdb.FlushJobInfo;
import org.rocksdb.RocksDB;
import org.rocksdb.TableFileCreationInfo;
import org.rocksdb.TableFileDeletionInfo;

/**
 * Hears of every write and sync that RocksDB makes, on the thread that makes it, before that goes on, and takes pictures of the
 * store's folder at such moments.
 *
 * <p>Syncs of the folder are not reported. RocksDB makes one when a table is complete, before the manifest names it, and one with
 * the first synced write to a new log. So a table is certain when the manifest is written next, a log with its first sync. That
 * something deleted stays so is never certain here.
 *
 * @param <T> what the store is known to hold
 */
final class PowerLossCamera<T> extends AbstractEventListener {

    private final Path directory;
    private final Supplier<T> state;
    private final Predicate<String> wanted;
    private final Runnable meanwhile;
    private final Map<String, byte[]> before;

    private final List<PowerLossPicture<T>> pictures = new ArrayList<>();
    private final Map<String, Integer> synced = new HashMap<>();
    private final Set<String> uncertain = new HashSet<>();
    private final Map<String, byte[]> seen = new TreeMap<>();

    /**
     * @param directory of a store that nobody writes to, all of which is on disk
     * @param state asked at each picture
     * @param wanted which moments to keep
     * @param meanwhile what happens while a flush or a compaction is under way
     */
    PowerLossCamera(Path directory, Supplier<T> state, Predicate<String> wanted, Runnable meanwhile)
            throws IOException {
        this.directory = directory;
        this.state = state;
        this.wanted = wanted;
        this.meanwhile = meanwhile;
        this.before = files();
        seen.putAll(before);
    }

    synchronized List<PowerLossPicture<T>> pictures() {
        return List.copyOf(pictures);
    }

    private Map<String, byte[]> files() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(directory)) {
            for (Path file : all.toList()) {
                String name = file.getFileName().toString();
                if (!name.matches("LOG.*|LOCK")) {
                    contents(file).ifPresent(bytes -> files.put(name, bytes));
                }
            }
        }
        return files;
    }

    /** Empty if it was deleted since it was listed. */
    private static Optional<byte[]> contents(Path file) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private synchronized void picture(String when) {
        try {
            Map<String, byte[]> files = files();
            for (String name : files.keySet()) {
                if (!seen.containsKey(name) && name.matches(".*[.](log|sst)|MANIFEST.*")) {
                    uncertain.add(name);
                    synced.put(name, 0);
                }
            }
            if (wanted.test(when)) {
                Map<String, byte[]> deleted = new TreeMap<>(seen);
                deleted.keySet().removeAll(files.keySet());
                deleted.keySet().removeIf(name -> name.endsWith("dbtmp"));
                pictures.add(new PowerLossPicture<>(
                        when, files, Map.copyOf(synced), Set.copyOf(uncertain), deleted, before, state.get()));
            }
            seen.putAll(files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(String path) {
        return Path.of(path).getFileName().toString();
    }

    @Override
    public boolean shouldBeNotifiedOnFileIO() {
        return true;
    }

    @Override
    public void onFileWriteFinish(FileOperationInfo write) {
        String name = name(write.getPath());
        synchronized (this) {
            if (name.startsWith("MANIFEST")) {
                uncertain.removeIf(file -> file.endsWith(".sst") && synced.getOrDefault(file, 0) > 0);
            }
            picture("write of " + name);
        }
    }

    @Override
    public void onFileSyncFinish(FileOperationInfo sync) {
        String name = name(sync.getPath());
        synchronized (this) {
            picture("just before the sync of " + name);
            // Only this thread writes to this file.
            synced.put(name, Math.toIntExact(directory.resolve(name).toFile().length()));
            if (!name.endsWith(".sst")) {
                uncertain.remove(name);
            }
            picture("sync of " + name);
        }
    }

    @Override
    public void onTableFileCreated(TableFileCreationInfo table) {
        meanwhile.run();
        picture("completion of " + name(table.getFilePath()));
    }

    @Override
    public void onTableFileDeleted(TableFileDeletionInfo table) {
        picture("deletion of " + name(table.getFilePath()));
    }

    @Override
    public void onFlushBegin(RocksDB db, FlushJobInfo flush) {
        picture("beginning of a flush of " + flush.getColumnFamilyName());
        meanwhile.run();
    }

    @Override
    public void onFlushCompleted(RocksDB db, FlushJobInfo flush) {
        picture("end of a flush of " + flush.getColumnFamilyName());
    }

    @Override
    public void onCompactionBegin(RocksDB db, CompactionJobInfo compaction) {
        picture("beginning of a compaction");
        meanwhile.run();
    }

    @Override
    public void onCompactionCompleted(RocksDB db, CompactionJobInfo compaction) {
        picture("end of a compaction");
    }
}
