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

/** Many phones write to one. */
@Command(name = "fan-in", description = "Many connected phones write to one connected phone.")
public final class FanIn extends Mode {

    @Option(names = "--senders", defaultValue = "1000", description = "How many write. Default: ${DEFAULT-VALUE}")
    int senders;

    @Option(
            names = "--window",
            defaultValue = "2",
            description = "Messages of one sender without second tick at a time. Default: ${DEFAULT-VALUE}")
    int window;

    @Option(names = "--messages", defaultValue = "0", description = "All messages together; 0: only time is the bound.")
    int messages;

    @Option(names = "--seconds", defaultValue = "20", description = "Measured time. Default: ${DEFAULT-VALUE}")
    int seconds;

    @Option(names = "--warmup", defaultValue = "3", description = "Seconds before that. Default: ${DEFAULT-VALUE}")
    int warmup;

    @Override
    public String name() {
        return "fan-in";
    }

    @Override
    public Result run(Arena arena) throws IOException, InterruptedException {
        require(senders >= 1, "--senders must be at least 1");
        require(window >= 1, "--window must be at least 1");
        Traffic traffic = arena.traffic(senders + 1, false);
        Quotas quotas = new Quotas(messages, senders);
        for (int i = 0; i < senders; i++) {
            traffic.converse(i + 1, 0, quotas.of(i));
        }
        traffic.connect(traffic.everybody(), Connecting.AT_ONCE);
        Exchange.Bounds bounds = new Exchange.Bounds(
                window, Duration.ofSeconds(warmup), Duration.ofSeconds(seconds), Connecting.PATIENCE);
        Exchange.Outcome outcome = new Exchange(traffic, bounds).send(quotas.total(), true);
        Findings findings = traffic.auditDelivery();
        traffic.disconnect(traffic.everybody());

        Result.Builder result = result().setting("senders", senders)
                .setting("window", window)
                .setting("seconds", seconds)
                .setting("warmup", warmup);
        Measures.exchange(result, outcome);
        return result.findings(findings).build();
    }
}
