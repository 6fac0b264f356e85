package dev.doubletick.benchmark.mode;

import dev.doubletick.benchmark.report.Measures;
import dev.doubletick.benchmark.report.Result;
import dev.doubletick.benchmark.traffic.Exchange;
import dev.doubletick.benchmark.traffic.Findings;
import dev.doubletick.benchmark.traffic.Traffic;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Pairs of connected phones talk, each keeping a window of messages under way until their second ticks. */
@Command(name = "online", description = "Pairs of connected phones talk, both ways, in a closed loop.")
public final class Online extends Mode {

    @Option(
            names = "--phones",
            defaultValue = "200",
            description = "How many, an even number. Default: ${DEFAULT-VALUE}")
    int phones;

    @Option(
            names = "--window",
            defaultValue = "10",
            description = "Messages of one phone without second tick at a time. Default: ${DEFAULT-VALUE}")
    int window;

    @Option(names = "--messages", defaultValue = "0", description = "All messages together; 0: only time is the bound.")
    int messages;

    @Option(names = "--seconds", defaultValue = "20", description = "Measured time. Default: ${DEFAULT-VALUE}")
    int seconds;

    @Option(names = "--warmup", defaultValue = "5", description = "Seconds before that. Default: ${DEFAULT-VALUE}")
    int warmup;

    @Override
    public String name() {
        return "online";
    }

    @Override
    public Result run(Arena arena) throws IOException, InterruptedException {
        require(phones >= 2 && phones % 2 == 0, "--phones must be even: phones talk in pairs");
        require(window >= 1, "--window must be at least 1");
        Traffic traffic = arena.traffic(phones, false);
        Quotas quotas = new Quotas(messages, phones);
        for (int i = 0; i < phones; i++) {
            traffic.converse(i, i ^ 1, quotas.of(i));
        }
        traffic.connect(traffic.everybody(), Connecting.AT_ONCE);
        Exchange.Bounds bounds = new Exchange.Bounds(
                window, Duration.ofSeconds(warmup), Duration.ofSeconds(seconds), Connecting.PATIENCE);
        Exchange.Outcome outcome = new Exchange(traffic, bounds).send(quotas.total(), true);
        Findings findings = traffic.auditDelivery();
        traffic.disconnect(traffic.everybody());

        Result.Builder result = result().setting("phones", phones)
                .setting("window", window)
                .setting("seconds", seconds)
                .setting("warmup", warmup);
        Measures.exchange(result, outcome);
        return result.findings(findings).build();
    }
}
