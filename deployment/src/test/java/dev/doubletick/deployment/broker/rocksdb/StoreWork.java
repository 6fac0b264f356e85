package dev.doubletick.deployment.broker.rocksdb;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.FlushOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** Makes RocksDB do what needs its cache and calls back into Java, in whichever version its class loader finds. */
public final class StoreWork implements Runnable {

    private static final int ENTRIES = 20_000;
    private static final long SMALL = 256L * 1024;

    private final Path folder;

    public StoreWork(Path folder) {
        this.folder = folder;
    }

    @Override
    public void run() {
        RocksDB.loadLibrary();
        try (LRUCache cache = new LRUCache(SMALL);
                BloomFilter filter = new BloomFilter(10);
                Options options = new Options()
                        .setCreateIfMissing(true)
                        .setWriteBufferSize(SMALL)
                        .setTableFormatConfig(new BlockBasedTableConfig()
                                .setBlockCache(cache)
                                .setCacheIndexAndFilterBlocks(true)
                                .setFilterPolicy(filter));
                RocksDB store = RocksDB.open(options, folder.toString());
                FlushOptions flush = new FlushOptions()) {
            byte[] value = new byte[1000];
            for (int i = 0; i < ENTRIES; i++) {
                store.put(key(i), value);
            }
            store.flush(flush);
            for (int i = 0; i < ENTRIES; i++) {
                if (store.get(key(i)) == null) {
                    throw new IllegalStateException("entry " + i + " is gone");
                }
            }
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
        refuse();
    }

    /** An error makes native code look up Java's classes. */
    private void refuse() {
        try (Options options = new Options().setCreateIfMissing(false);
                RocksDB none = RocksDB.open(options, folder + "-that-is-not-there")) {
            throw new IllegalStateException("opened " + none);
        } catch (RocksDBException e) {
            e.getStatus().getCode();
        }
    }

    private static byte[] key(int i) {
        return ("key" + i).getBytes(StandardCharsets.US_ASCII);
    }
}
