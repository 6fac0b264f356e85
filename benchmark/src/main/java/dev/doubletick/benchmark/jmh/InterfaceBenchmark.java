package dev.doubletick.benchmark.jmh;

import static dev.doubletick.benchmark.jmh.BenchmarkStore.all;

import dev.doubletick.broker.mailbox.Acknowledged;
import dev.doubletick.broker.mailbox.AppendResult;
import dev.doubletick.broker.mailbox.Delivered;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.EntryCodec;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.broker.mailbox.Lease;
import dev.doubletick.broker.mailbox.LeaseHolder;
import dev.doubletick.broker.mailbox.Mailbox;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.broker.mailbox.rocksdb.RocksMailbox;
import dev.doubletick.broker.mailbox.rocksdb.RocksMailboxConfig;
import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.MessageIdGenerator;
import dev.doubletick.protocol.PhoneNumber;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.rocksdb.CompressionType;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * What the mailbox costs over writing the same to RocksDB without one: leases, positions, futures, limits, duplicates and
 * counters against three bare write batches. Both store 256 messages, remove them again together with adding the receipt, and
 * remove the receipt, and sync each batch.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class InterfaceBenchmark {

    private static final int CROWD = 256;
    private static final byte[] TOTALS = "totals".getBytes(StandardCharsets.US_ASCII);
    private static final LeaseHolder HOLDER = new LeaseHolder("benchmark", "benchmark");

    private final Clock clock = Clock.systemUTC();
    private final MessageIdGenerator ids = new MessageIdGenerator(clock, new SecureRandom());
    private final MailboxOwner sender = phone(CROWD);
    private final List<MailboxOwner> phones =
            IntStream.range(0, CROWD).mapToObj(InterfaceBenchmark::phone).toList();

    private static MailboxOwner phone(int n) {
        return MailboxOwner.of(PhoneNumber.ofDigits(Long.toString(4915110000000L + n)));
    }

    private Entry message(MailboxOwner to) {
        return Entry.builder(to, EntryKind.MESSAGE, ids.next(), clock.instant())
                .sender(sender)
                .payload(ByteBuffer.allocate(20))
                .build();
    }

    /** The mailbox. */
    @State(Scope.Benchmark)
    public static class WithMailbox {
        private List<BenchmarkStore> stores = List.of();
        private List<Mailbox> open = List.of();
        private List<Lease> leases = List.of();
        private List<Lease> sendersLease = List.of();

        @Setup(Level.Iteration)
        public void open(InterfaceBenchmark benchmark) throws IOException {
            stores = List.of(BenchmarkStore.make());
            Mailbox mailbox = RocksMailbox.open(
                    RocksMailboxConfig.builder(stores.get(0).folder().resolve("store"))
                            .build(),
                    benchmark.clock);
            open = List.of(mailbox);
            leases = all(benchmark.phones.stream().map(phone -> mailbox.attach(phone, HOLDER)));
            sendersLease = all(Stream.of(mailbox.attach(benchmark.sender, HOLDER)));
        }

        @TearDown(Level.Iteration)
        public void close() throws IOException {
            open.get(0).close();
            stores.get(0).close();
        }
    }

    /** RocksDB with what the mailbox's tables are set to, as far as it matters for writing. */
    @State(Scope.Benchmark)
    public static class WithoutMailbox {
        private List<BenchmarkStore> stores = List.of();
        private List<AutoCloseable> natives = List.of();
        private List<RocksDB> open = List.of();
        private List<WriteOptions> synced = List.of();
        private long next;

        @Setup(Level.Iteration)
        public void open() throws IOException, RocksDBException {
            stores = List.of(BenchmarkStore.make());
            RocksMailboxConfig mailboxes =
                    RocksMailboxConfig.builder(stores.get(0).folder()).build();
            Options options = new Options()
                    .setCreateIfMissing(true)
                    .setWriteBufferSize(mailboxes.writeBufferBytes())
                    .setCompressionType(CompressionType.LZ4_COMPRESSION);
            open = List.of(RocksDB.open(
                    options, stores.get(0).folder().resolve("store").toString()));
            synced = List.of(new WriteOptions().setSync(true));
            natives = List.of(open.get(0), synced.get(0), options);
        }

        @TearDown(Level.Iteration)
        public void close() throws Exception {
            for (AutoCloseable object : natives) {
                object.close();
            }
            stores.get(0).close();
        }

        private byte[] key(MailboxOwner owner) {
            byte[] name = owner.value().getBytes(StandardCharsets.US_ASCII);
            return ByteBuffer.allocate(name.length + 1 + Long.BYTES)
                    .put(name)
                    .put((byte) 0)
                    .putLong(next++)
                    .array();
        }

        private void write(WriteBatch batch) throws RocksDBException {
            batch.put(TOTALS, ByteBuffer.allocate(40).putLong(next).array());
            open.get(0).write(synced.get(0), batch);
        }
    }

    @Benchmark
    @OperationsPerInvocation(CROWD)
    public void throughTheMailbox(WithMailbox with) {
        Mailbox mailbox = with.open.get(0);
        List<Entry> entries = phones.stream().map(this::message).toList();
        List<AppendResult> stored = all(entries.stream().map(mailbox::append));
        List<Acknowledged> acknowledged = all(IntStream.range(0, CROWD)
                .mapToObj(n -> mailbox.acknowledge(
                        with.leases.get(n),
                        List.of(new Delivered(
                                ((AppendResult.Stored) stored.get(n)).position(),
                                entries.get(n).id(),
                                Optional.of(sender))))));
        Set<Acknowledged.Receipt> receipts = new HashSet<>();
        acknowledged.forEach(one -> receipts.addAll(one.receipts()));
        List<Delivered> delivered = receipts.stream()
                .map(receipt ->
                        new Delivered(receipt.position(), receipt.entry().id(), Optional.empty()))
                .toList();
        List<Acknowledged> done = all(Stream.of(mailbox.acknowledge(with.sendersLease.get(0), delivered)));
        if (done.get(0).removed() != receipts.size() || receipts.isEmpty()) {
            throw new IllegalStateException("not all receipts were removed");
        }
    }

    @Benchmark
    @OperationsPerInvocation(CROWD)
    public void straightToRocksDb(WithoutMailbox with) throws RocksDBException {
        List<byte[]> keys = new ArrayList<>(CROWD);
        ByteBuffer receipted = ByteBuffer.allocate(CROWD * MessageId.LENGTH);
        try (WriteBatch batch = new WriteBatch()) {
            for (MailboxOwner phone : phones) {
                Entry entry = message(phone);
                byte[] key = with.key(phone);
                keys.add(key);
                receipted.put(entry.id().toBytes());
                batch.put(key, EntryCodec.encode(entry));
            }
            with.write(batch);
            batch.clear();
            for (byte[] key : keys) {
                batch.singleDelete(key);
            }
            byte[] receipt = with.key(sender);
            batch.put(
                    receipt,
                    EntryCodec.encode(Entry.builder(sender, EntryKind.DELIVERED, ids.next(), clock.instant())
                            .idMadeByBroker()
                            .payload(receipted.flip())
                            .build()));
            with.write(batch);
            batch.clear();
            batch.singleDelete(receipt);
            with.write(batch);
        }
    }
}
