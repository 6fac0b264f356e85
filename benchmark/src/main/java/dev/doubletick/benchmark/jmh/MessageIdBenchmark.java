package dev.doubletick.benchmark.jmh;

import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.MessageIdGenerator;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a message id costs: the sender to make it, the broker to read and to write it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MessageIdBenchmark {

    private final MessageIdGenerator generator = new MessageIdGenerator(Clock.systemUTC(), new SecureRandom());
    private MessageId id = generator.next();
    private byte[] bytes = id.toBytes();

    @Benchmark
    public MessageId generate() {
        return generator.next();
    }

    @Benchmark
    public MessageId read() {
        return MessageId.ofBytes(bytes);
    }

    @Benchmark
    public byte[] write() {
        return id.toBytes();
    }
}
