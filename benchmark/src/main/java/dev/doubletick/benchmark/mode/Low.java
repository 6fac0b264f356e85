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

/** One phone writes to one other, the next message after the last one's ticks. */
@Command(name = "low", description = "One pair, one message at a time: how long the ticks take.")
public final class Low extends Mode {

    @Option(names = "--messages", defaultValue = "0", description = "The most messages; 0: only time is the bound.")
    int messages;

    @Option(names = "--seconds", defaultValue = "10", description = "Measured time. Default: ${DEFAULT-VALUE}")
    int seconds;

    @Option(names = "--warmup", defaultValue = "5", description = "Seconds before that. Default: ${DEFAULT-VALUE}")
    int warmup;

    @Override
    public String name() {
        return "low";
    }

    @Override
    public Result run(Arena arena) throws IOException, InterruptedException {
        Traffic traffic = arena.traffic(2, true);
        Quotas quotas = new Quotas(messages, 1);
        traffic.converse(0, 1, quotas.of(0));
        traffic.connect(traffic.everybody(), Connecting.AT_ONCE);
        Exchange.Bounds bounds =
                new Exchange.Bounds(1, Duration.ofSeconds(warmup), Duration.ofSeconds(seconds), Connecting.PATIENCE);
        Exchange.Outcome outcome = new Exchange(traffic, bounds).send(quotas.total(), true);
        Findings findings = traffic.auditDelivery();
        traffic.disconnect(traffic.everybody());

        Result.Builder result = result().setting("seconds", seconds).setting("warmup", warmup);
        Measures.exchange(result, outcome);
        return result.findings(findings).build();
    }
}
