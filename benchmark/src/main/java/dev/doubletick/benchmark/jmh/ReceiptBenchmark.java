package dev.doubletick.benchmark.jmh;

import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.MessageIdGenerator;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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

/** What a receipt that joins several message ids costs: the broker to write it, the phone to read it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ReceiptBenchmark {

    /** Ids in the receipt. */
    @Param({"1", "10", "100"})
    private int ids;

    private List<MessageId> list = List.of();
    private ByteBuffer receipt = ByteBuffer.allocate(0);

    @Setup
    public void makeReceipt() {
        MessageIdGenerator generator = new MessageIdGenerator(Clock.systemUTC(), new SecureRandom());
        list = Stream.generate(generator::next).limit(ids).toList();
        receipt = ByteBuffer.wrap(MessageId.toBytes(list));
    }

    @Benchmark
    public byte[] write() {
        return MessageId.toBytes(list);
    }

    @Benchmark
    public List<MessageId> read() {
        return MessageId.listOfBytes(receipt);
    }
}
