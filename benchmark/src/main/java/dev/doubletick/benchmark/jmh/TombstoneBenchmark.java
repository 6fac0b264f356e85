package dev.doubletick.benchmark.jmh;

import static dev.doubletick.benchmark.jmh.BenchmarkStore.all;
import static dev.doubletick.benchmark.jmh.BenchmarkStore.await;

import dev.doubletick.broker.mailbox.AppendResult;
import dev.doubletick.broker.mailbox.Delivered;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.broker.mailbox.Lease;
import dev.doubletick.broker.mailbox.LeaseHolder;
import dev.doubletick.broker.mailbox.Mailbox;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.broker.mailbox.ReadBatch;
import dev.doubletick.broker.mailbox.rocksdb.RocksMailbox;
import dev.doubletick.broker.mailbox.rocksdb.RocksMailboxConfig;
import dev.doubletick.protocol.MessageIdGenerator;
import dev.doubletick.protocol.PhoneNumber;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Reading the one message of a mailbox through which many have passed. RocksDB keeps a mark for each that is gone until it
 * compacts them away; a reader must not have to step over them.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TombstoneBenchmark {

    private static final int AT_ONCE = 5000;
    private static final MailboxOwner OWNER = MailboxOwner.of(PhoneNumber.ofDigits("4915110000000"));
    private static final MailboxOwner SENDER = MailboxOwner.of(PhoneNumber.ofDigits("4915110000001"));

    @Param({"0", "1000000"})
    public int deletions;

    private final Clock clock = Clock.systemUTC();
    private final MessageIdGenerator ids = new MessageIdGenerator(clock, new SecureRandom());
    private List<BenchmarkStore> stores = List.of();
    private List<Mailbox> open = List.of();
    private List<Lease> leases = List.of();

    @Setup(Level.Trial)
    public void pass() throws IOException {
        stores = List.of(BenchmarkStore.make());
        openMailbox();
        for (int gone = 0; gone < deletions; gone += AT_ONCE) {
            passThrough(AT_ONCE);
        }
        append();
    }

    private void passThrough(int count) {
        List<Entry> entries = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            entries.add(message());
        }
        List<AppendResult> stored = all(entries.stream().map(mailbox()::append));
        List<Delivered> delivered = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            delivered.add(new Delivered(
                    ((AppendResult.Stored) stored.get(n)).position(),
                    entries.get(n).id(),
                    Optional.empty()));
        }
        if (await(mailbox().acknowledge(leases.get(0), delivered)).removed() != count) {
            throw new IllegalStateException("not everything was removed");
        }
    }

    private void append() {
        if (!(await(mailbox().append(message())) instanceof AppendResult.Stored)) {
            throw new IllegalStateException("not stored");
        }
    }

    private Entry message() {
        return Entry.builder(OWNER, EntryKind.MESSAGE, ids.next(), clock.instant())
                .sender(SENDER)
                .payload(ByteBuffer.allocate(20))
                .build();
    }

    private void openMailbox() {
        Mailbox mailbox = RocksMailbox.open(
                RocksMailboxConfig.builder(stores.get(0).folder().resolve("store"))
                        .build(),
                clock);
        open = List.of(mailbox);
        leases = List.of(await(mailbox.attach(OWNER, new LeaseHolder("benchmark", "benchmark"))));
    }

    private Mailbox mailbox() {
        return open.get(0);
    }

    /** A state of its own, so that only one of the benchmarks restarts. */
    @State(Scope.Benchmark)
    public static class Restarted {
        @Setup(Level.Invocation)
        public void restart(TombstoneBenchmark benchmark) {
            benchmark.mailbox().close();
            benchmark.openMailbox();
        }
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        mailbox().close();
        stores.get(0).close();
    }

    /** From the start of the mailbox, as after each connect. */
    @Benchmark
    public ReadBatch read() {
        return readOne();
    }

    /** The first read after the store was opened, with nothing in memory. */
    @Benchmark
    @BenchmarkMode(Mode.SingleShotTime)
    @Warmup(iterations = 2)
    @Measurement(iterations = 10)
    public ReadBatch firstReadAfterARestart(Restarted restarted) {
        return readOne();
    }

    private ReadBatch readOne() {
        ReadBatch batch = await(mailbox().read(leases.get(0), Optional.empty(), 50, 1 << 20));
        if (batch.entries().size() != 1) {
            throw new IllegalStateException("read " + batch.entries().size() + " messages");
        }
        return batch;
    }
}
