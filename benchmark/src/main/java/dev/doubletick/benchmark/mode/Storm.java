package dev.doubletick.benchmark.mode;

import dev.doubletick.benchmark.report.Measures;
import dev.doubletick.benchmark.report.Result;
import dev.doubletick.benchmark.traffic.Exchange;
import dev.doubletick.benchmark.traffic.Findings;
import dev.doubletick.benchmark.traffic.Interval;
import dev.doubletick.benchmark.traffic.Traffic;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Everybody's connection breaks, and everybody comes back at once. */
@Command(name = "storm", description = "All connections break; everybody reconnects at once.")
public final class Storm extends Mode {

    @Option(names = "--phones", defaultValue = "1000", description = "How many. Default: ${DEFAULT-VALUE}")
    int phones;

    @Option(
            names = "--connecting",
            defaultValue = "0",
            description = "Connections being made at a time; 0: all of them. Default: ${DEFAULT-VALUE}")
    int connecting;

    @Override
    public String name() {
        return "storm";
    }

    @Override
    public Result run(Arena arena) throws IOException, InterruptedException {
        require(phones >= 1, "--phones must be at least 1");
        Traffic traffic = arena.traffic(phones, false);
        traffic.connect(traffic.everybody(), Connecting.AT_ONCE);
        traffic.abort(traffic.everybody());
        long[] retries = new long[1];
        Exchange.Bounds bounds = new Exchange.Bounds(1, Duration.ZERO, Duration.ZERO, Connecting.PATIENCE);
        Interval interval = new Exchange(traffic, bounds)
                .collect(
                        0,
                        () -> retries[0] = traffic.connect(traffic.everybody(), connecting == 0 ? phones : connecting));
        Findings findings = traffic.auditDelivery();
        traffic.disconnect(traffic.everybody());

        Result.Builder result =
                result().setting("phones", phones).setting("connecting", connecting == 0 ? "all" : connecting);
        result.measure("connects_per_s", interval.perSecond(phones));
        result.measure("seconds", interval.elapsed().toNanos() / 1e9);
        result.measure("retries", (double) retries[0]);
        Measures.cost(result, interval, "connect", phones);
        return result.findings(findings).build();
    }
}
