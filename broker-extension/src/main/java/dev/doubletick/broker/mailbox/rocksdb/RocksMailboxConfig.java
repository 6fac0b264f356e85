package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.MailboxLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a {@link RocksMailbox} is set up.
 *
 * @param directory the store's own folder; made if absent
 * @param limits of each mailbox
 * @param diskReserveBytes appends are refused while the disk has less free space than this. It must cover what removing still
 *     needs: a few write buffers and a compaction
 * @param writeBufferBytes how much of the newest data is kept in native memory; small, because most of it is removed before it would
 *     reach a table, and inserting costs less while it fits the processor's caches; the write-ahead log grows to about twice that
 * @param cacheBytes native memory for blocks read back
 * @param maxQueued how many submissions may wait for the writer before it answers "unavailable"
 * @param maxQueuedBytes how many bytes may wait likewise
 * @param readers how many threads read
 * @param sweepInterval how often expired entries are removed
 * @param sweepGrace how long after its expiry an entry is still held: an acknowledgement under way then finds it, and its
 *     sender gets the receipt
 * @param verifyBytes a store of up to this size has all its checksums verified when it is opened
 * @param operatorCommand what starts the command {@code repair} where this store is: words for a shell
 */
public record RocksMailboxConfig(
        Path directory,
        MailboxLimits limits,
        long diskReserveBytes,
        long writeBufferBytes,
        long cacheBytes,
        int maxQueued,
        long maxQueuedBytes,
        int readers,
        Duration sweepInterval,
        Duration sweepGrace,
        long verifyBytes,
        List<String> operatorCommand) {

    private static final long MIB = 1L << 20;
    private static final Pattern NEEDS_NO_QUOTES = Pattern.compile("[A-Za-z0-9/._+@%=:,-]+");

    public RocksMailboxConfig {
        if (diskReserveBytes < 0 || cacheBytes < 0 || verifyBytes < 0) {
            throw new IllegalArgumentException("disk reserve, cache and verified bytes must not be negative");
        }
        if (writeBufferBytes < MIB / 4) {
            throw new IllegalArgumentException("the write buffer has at least 256 KiB");
        }
        if (maxQueued < 1 || maxQueuedBytes < 1 || readers < 1) {
            throw new IllegalArgumentException("queue bounds and readers must be positive");
        }
        if (sweepInterval.isNegative() || sweepInterval.isZero() || sweepGrace.isNegative()) {
            throw new IllegalArgumentException("the sweep interval must be positive, its grace not negative");
        }
    }

    /** What the operator is told to run if the store is damaged, as one types it into a shell. */
    String repairCommand() {
        return Stream.concat(
                        operatorCommand.stream(),
                        Stream.of(
                                "repair",
                                "--mailbox",
                                directory.toAbsolutePath().toString()))
                .map(RocksMailboxConfig::quoted)
                .collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return NEEDS_NO_QUOTES.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /**
     * Starts with what suits a broker with some ten thousand phones: 16 MiB write buffer, 32 MiB cache, 512 MiB disk reserve.
     */
    public static Builder builder(Path directory) {
        return new Builder(directory);
    }

    /** Builds a configuration; for one thread. */
    public static final class Builder {
        private final Path directory;
        private MailboxLimits limits = MailboxLimits.DEFAULT;
        private long diskReserveBytes = 512 * MIB;
        private long writeBufferBytes = 16 * MIB;
        private long cacheBytes = 32 * MIB;
        private int maxQueued = 65_536;
        private long maxQueuedBytes = 64 * MIB;
        private int readers = 2;
        private Duration sweepInterval = Duration.ofMinutes(10);
        private Duration sweepGrace = Duration.ofMinutes(5);
        private long verifyBytes = 256 * MIB;
        private List<String> operatorCommand = List.of("./doubletick");

        private Builder(Path directory) {
            this.directory = directory;
        }

        public Builder limits(MailboxLimits limits) {
            this.limits = limits;
            return this;
        }

        public Builder diskReserveBytes(long bytes) {
            this.diskReserveBytes = bytes;
            return this;
        }

        public Builder writeBufferBytes(long bytes) {
            this.writeBufferBytes = bytes;
            return this;
        }

        public Builder cacheBytes(long bytes) {
            this.cacheBytes = bytes;
            return this;
        }

        public Builder queue(int maxQueued, long maxQueuedBytes) {
            this.maxQueued = maxQueued;
            this.maxQueuedBytes = maxQueuedBytes;
            return this;
        }

        public Builder readers(int threads) {
            this.readers = threads;
            return this;
        }

        public Builder sweep(Duration interval, Duration grace) {
            this.sweepInterval = interval;
            this.sweepGrace = grace;
            return this;
        }

        public Builder verifyBytes(long bytes) {
            this.verifyBytes = bytes;
            return this;
        }

        public Builder operatorCommand(List<String> command) {
            this.operatorCommand = command;
            return this;
        }

        public RocksMailboxConfig build() {
            return new RocksMailboxConfig(
                    directory,
                    limits,
                    diskReserveBytes,
                    writeBufferBytes,
                    cacheBytes,
                    maxQueued,
                    maxQueuedBytes,
                    readers,
                    sweepInterval,
                    sweepGrace,
                    verifyBytes,
                    operatorCommand);
        }
    }
}
