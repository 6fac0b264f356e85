package dev.doubletick.benchmark.jmh;

import dev.doubletick.broker.mailbox.CorruptEntryException;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.EntryCodec;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.MessageIdGenerator;
import dev.doubletick.protocol.PhoneNumber;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to make a message's entry from what was received, to write it down, and to read it back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EntryCodecBenchmark {

    private static final MailboxOwner SENDER = MailboxOwner.of(PhoneNumber.ofDigits("4915110000001"));
    private static final MailboxOwner RECIPIENT = MailboxOwner.of(PhoneNumber.ofDigits("4915110000002"));

    /** Bytes of the payload. */
    @Param({"20", "4096"})
    private int payload;

    private final Clock clock = Clock.systemUTC();
    private final MessageId id = new MessageIdGenerator(clock, new SecureRandom()).next();
    private final Optional<String> contentType = Optional.of("dt1");
    private ByteBuffer text = ByteBuffer.allocate(0);
    private Entry entry =
            Entry.builder(RECIPIENT, EntryKind.MESSAGE, id, clock.instant()).build();
    private byte[] stored = new byte[0];

    @Setup
    public void encodeOne() {
        text = ByteBuffer.allocate(payload);
        entry = makeEntry();
        stored = EntryCodec.encode(entry);
    }

    @Benchmark
    public Entry makeEntry() {
        return Entry.builder(RECIPIENT, EntryKind.MESSAGE, id, clock.instant())
                .sender(SENDER)
                .contentType(contentType)
                .payload(text)
                .build();
    }

    @Benchmark
    public byte[] encode() {
        return EntryCodec.encode(entry);
    }

    @Benchmark
    public Entry decode() throws CorruptEntryException {
        return EntryCodec.decode(RECIPIENT, stored);
    }

    /** What the writer reads of an entry that it does not know. */
    @Benchmark
    public EntryCodec.Header decodeHeader() throws CorruptEntryException {
        return EntryCodec.decodeHeader(ByteBuffer.wrap(stored));
    }
}
