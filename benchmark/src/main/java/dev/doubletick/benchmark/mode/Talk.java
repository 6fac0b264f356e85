package dev.doubletick.benchmark.mode;

import dev.doubletick.benchmark.report.Measures;
import dev.doubletick.benchmark.report.Result;
import dev.doubletick.benchmark.traffic.Exchange;
import dev.doubletick.benchmark.traffic.Findings;
import dev.doubletick.benchmark.traffic.Traffic;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Connected phones write to connected phones, each keeping a window of messages under way until their second ticks. */
abstract class Talk extends Mode {

    @Option(
            names = "--window",
            description = "Messages of one sender without second tick at a time. Default: ${DEFAULT-VALUE}")
    int window;

    @Option(names = "--messages", defaultValue = "0", description = "All messages together; 0: only time is the bound.")
    int messages;

    @Option(names = "--seconds", defaultValue = "20", description = "Measured time. Default: ${DEFAULT-VALUE}")
    int seconds;

    @Option(names = "--warmup", description = "Seconds before that. Default: ${DEFAULT-VALUE}")
    int warmup;

    /** With the defaults of its options. */
    Talk(int window, int warmup) {
        this.window = window;
        this.warmup = warmup;
    }

    /** Says who takes part, and how many. */
    abstract int phones();

    /** Says who writes to whom, once the options are known to be good. */
    abstract void assign(Traffic traffic);

    /** Notes in the result what this mode alone has for an option. */
    abstract void describe(Result.Builder result);

    @Override
    public final Result run(Arena arena) throws IOException, InterruptedException {
        require(window >= 1, "--window must be at least 1");
        Traffic traffic = arena.traffic(phones(), false);
        assign(traffic);
        traffic.connect(traffic.everybody(), Connecting.AT_ONCE);
        Exchange.Bounds bounds = new Exchange.Bounds(
                window, Duration.ofSeconds(warmup), Duration.ofSeconds(seconds), Connecting.PATIENCE);
        Exchange.Outcome outcome = new Exchange(traffic, bounds).send(new Quotas(messages, 1).total(), true);
        Findings findings = traffic.auditDelivery();
        traffic.disconnect(traffic.everybody());

        Result.Builder result = result();
        describe(result);
        result.setting("window", window).setting("seconds", seconds).setting("warmup", warmup);
        Measures.exchange(result, outcome);
        return result.findings(findings).build();
    }
}
