package dev.doubletick.broker.mailbox.rocksdb;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Properties;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.WALRecoveryMode;

/** RocksDB's settings for the store, and the native objects behind them; closed after the database. */
final class StoreOptions implements AutoCloseable {

    static {
        NativeLibrary.load();
    }

    private static final long MIB = 1L << 20;
    private static final long LOG_FILE_BYTES = MIB;

    private final Deque<AutoCloseable> natives = new ArrayDeque<>();
    private final DBOptions database;
    private final List<ColumnFamilyDescriptor> families;

    /**
     * To run on: refuses what is damaged. The log is recovered up to the first torn batch, which is safe only because
     * {@link WalScan} and {@link SyncedMark} make sure that nothing answered comes after it.
     */
    static StoreOptions strict(RocksMailboxConfig config, boolean create) {
        return new StoreOptions(config, WALRecoveryMode.PointInTimeRecovery, true, create);
    }

    /**
     * To save what is readable.
     *
     * @param logs the folder of the write-ahead log
     */
    static StoreOptions lenient(RocksMailboxConfig config, Path logs) {
        StoreOptions options = new StoreOptions(config, WALRecoveryMode.SkipAnyCorruptedRecords, false, false);
        options.database.setWalDir(logs.toString());
        return options;
    }

    private StoreOptions(RocksMailboxConfig config, WALRecoveryMode recovery, boolean strict, boolean create) {
        Cache cache = keep(new LRUCache(config.cacheBytes()));
        long buffer = config.writeBufferBytes();
        families = List.of(
                family("default", buffer / 16, cache),
                family("messages", buffer, cache),
                family("ids", buffer / 4, cache),
                family("owners", buffer / 4, cache),
                family("leases", buffer / 16, cache));

        Properties notInJava = new Properties();
        // A log file that is needed but missing or too short is an error, not an old file. Set in both cases:
        // without it RocksDB 10.10 crashes when it opens a store read-only that was written with it.
        notInJava.setProperty("track_and_verify_wals_in_manifest", "true");
        DBOptions options = DBOptions.getDBOptionsFromProps(notInJava);
        if (options == null) {
            throw new IllegalStateException("this RocksDB does not know track_and_verify_wals_in_manifest");
        }
        database = keep(options)
                .setCreateIfMissing(create)
                .setCreateMissingColumnFamilies(create)
                .setParanoidChecks(strict)
                .setWalRecoveryMode(recovery)
                // Small families would otherwise keep old log files alive, and a restart reads all of the log.
                .setMaxTotalWalSize(2 * buffer)
                .setDbWriteBufferSize(2 * buffer)
                .setMaxBackgroundJobs(2)
                .setMaxOpenFiles(256)
                .setAvoidUnnecessaryBlockingIO(true)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(LOG_FILE_BYTES)
                .setKeepLogFileNum(4)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0);
    }

    private ColumnFamilyDescriptor family(String name, long bufferBytes, Cache cache) {
        BlockBasedTableConfig table = new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setBlockSize(16 * 1024)
                .setFilterPolicy(keep(new BloomFilter(10, false)))
                .setCacheIndexAndFilterBlocks(true)
                .setPinL0FilterAndIndexBlocksInCache(true);
        ColumnFamilyOptions options = keep(new ColumnFamilyOptions())
                .setWriteBufferSize(Math.max(bufferBytes, MIB / 16))
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setTableFormatConfig(table);
        return new ColumnFamilyDescriptor(name.getBytes(StandardCharsets.US_ASCII), options);
    }

    private <T extends AutoCloseable> T keep(T object) {
        natives.push(object);
        return object;
    }

    DBOptions database() {
        return database;
    }

    /** Default, messages, ids, owners, leases: the order in which {@link Store} takes the handles. */
    List<ColumnFamilyDescriptor> families() {
        return families;
    }

    @Override
    public void close() {
        while (!natives.isEmpty()) {
            AutoCloseable object = natives.pop();
            try {
                object.close();
            } catch (Exception e) {
                throw new IllegalStateException("a native object could not be released", e);
            }
        }
    }
}
