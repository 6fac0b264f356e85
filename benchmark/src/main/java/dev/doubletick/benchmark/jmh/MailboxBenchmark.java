package dev.doubletick.benchmark.jmh;

import static dev.doubletick.benchmark.jmh.BenchmarkStore.all;
import static dev.doubletick.benchmark.jmh.BenchmarkStore.await;

import dev.doubletick.broker.mailbox.AppendResult;
import dev.doubletick.broker.mailbox.Delivered;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.broker.mailbox.Held;
import dev.doubletick.broker.mailbox.Lease;
import dev.doubletick.broker.mailbox.LeaseHolder;
import dev.doubletick.broker.mailbox.Mailbox;
import dev.doubletick.broker.mailbox.MailboxLimits;
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
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
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

/**
 * What a message costs the mailbox on this disk, every append synced. No use if the {@linkplain BenchmarkStore folder} is in
 * memory.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class MailboxBenchmark {

    private static final int CROWD = 256;
    private static final int TEXT_BYTES = 20;
    private static final LeaseHolder HOLDER = new LeaseHolder("benchmark", "benchmark");
    /** What stays in the mailboxes must not stop the run. */
    private static final MailboxLimits NO_LIMITS = new MailboxLimits(Integer.MAX_VALUE, Long.MAX_VALUE);

    private final Clock clock = Clock.systemUTC();
    private final MessageIdGenerator ids = new MessageIdGenerator(clock, new SecureRandom());
    private final List<MailboxOwner> phones = Stream.iterate(4915110000000L, phone -> phone + 1)
            .limit(CROWD)
            .map(phone -> MailboxOwner.of(PhoneNumber.ofDigits(Long.toString(phone))))
            .toList();
    private List<BenchmarkStore> stores = List.of();
    private List<Mailbox> open = List.of();
    private List<Lease> leases = List.of();

    @Setup(Level.Iteration)
    public void openMailbox() throws IOException {
        BenchmarkStore store = BenchmarkStore.make();
        stores = List.of(store);
        Mailbox mailbox = RocksMailbox.open(
                RocksMailboxConfig.builder(store.folder().resolve("store"))
                        .limits(NO_LIMITS)
                        .build(),
                clock);
        open = List.of(mailbox);
        leases = all(phones.stream().map(phone -> mailbox.attach(phone, HOLDER)));
    }

    @TearDown(Level.Iteration)
    public void closeMailbox() throws IOException {
        mailbox().close();
        stores.get(0).close();
    }

    /** One message after the other, each waiting for its sync: what one sender sees who is alone. */
    @Benchmark
    public AppendResult appendAlone() {
        return await(mailbox().append(message(1, 0)));
    }

    /** 256 messages under way at a time, each for another recipient. */
    @Benchmark
    @OperationsPerInvocation(CROWD)
    public List<AppendResult> appendInACrowd() {
        List<CompletionStage<AppendResult>> appends = new ArrayList<>(CROWD);
        for (int i = 0; i < CROWD; i++) {
            appends.add(mailbox().append(message(i, (i + 1) % CROWD)));
        }
        return all(appends.stream());
    }

    /** 256 messages from one phone to another: appended, read, acknowledged, and their receipts read and acknowledged. */
    @Benchmark
    @OperationsPerInvocation(CROWD)
    public void wholeLife() {
        List<CompletionStage<AppendResult>> appends = new ArrayList<>(CROWD);
        for (int i = 0; i < CROWD; i++) {
            appends.add(mailbox().append(message(0, 1)));
        }
        all(appends.stream());
        int messages = takeAll(leases.get(1));
        int receipts = takeAll(leases.get(0));
        if (messages != CROWD || receipts == 0) {
            throw new IllegalStateException("took " + messages + " messages and " + receipts + " receipts");
        }
    }

    private int takeAll(Lease lease) {
        ReadBatch batch = await(mailbox().read(lease, Optional.empty(), CROWD, 1 << 20));
        return await(mailbox()
                        .acknowledge(
                                lease,
                                batch.entries().stream().map(this::delivered).toList()))
                .removed();
    }

    private Delivered delivered(Held held) {
        return new Delivered(held.position(), held.entry().id(), held.entry().sender());
    }

    private Entry message(int from, int to) {
        return Entry.builder(phones.get(to), EntryKind.MESSAGE, ids.next(), clock.instant())
                .sender(phones.get(from))
                .payload(ByteBuffer.allocate(TEXT_BYTES))
                .build();
    }

    private Mailbox mailbox() {
        return open.get(0);
    }
}
