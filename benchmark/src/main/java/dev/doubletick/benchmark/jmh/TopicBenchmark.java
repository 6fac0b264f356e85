package dev.doubletick.benchmark.jmh;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Topic;
import java.util.Optional;
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

/** What a topic costs the broker per message: read it as the sender wrote it, stamp it, write it for the recipient. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TopicBenchmark {

    // Not final: the compiler must not fold what it knows of a constant.
    private String published = "m/4915112345678";
    private String delivered = "m/4915112345678/4917698765432";
    private String foreign = "sensors/kitchen/temperature";
    private PhoneNumber sender = PhoneNumber.ofDigits("4917698765432");

    @Benchmark
    public Optional<Topic> parsePublished() {
        return Topic.parse(published);
    }

    @Benchmark
    public Optional<Topic> parseDelivered() {
        return Topic.parse(delivered);
    }

    @Benchmark
    public Optional<Topic> refuseForeign() {
        return Topic.parse(foreign);
    }

    @Benchmark
    public String stampSender() {
        return Topic.parse(published).orElseThrow().from(sender).name();
    }
}
