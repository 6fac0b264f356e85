package dev.doubletick.benchmark.mode;

import dev.doubletick.benchmark.process.ProcessMeter;
import dev.doubletick.benchmark.report.Result;
import dev.doubletick.benchmark.traffic.Findings;
import dev.doubletick.benchmark.traffic.Traffic;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Many phones connect and stay, doing nothing. */
@Command(name = "idle", description = "Many phones are connected and do nothing: what each costs the server.")
public final class Idle extends Mode {

    @Option(names = "--phones", defaultValue = "1000", description = "How many. Default: ${DEFAULT-VALUE}")
    int phones;

    @Option(names = "--hold", defaultValue = "20", description = "Seconds that they stay. Default: ${DEFAULT-VALUE}")
    int hold;

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public Result run(Arena arena) throws IOException, InterruptedException {
        require(phones >= 1, "--phones must be at least 1");
        Traffic traffic = arena.traffic(phones, false);
        Optional<Long> before = arena.server().map(ProcessMeter::rssKib);
        long start = System.nanoTime();
        long retries = traffic.connect(traffic.everybody(), Connecting.AT_ONCE);
        double connectSeconds = (System.nanoTime() - start) / 1e9;
        // Nothing is counted down: this is a wait with a clean interrupt.
        new CountDownLatch(1).await(hold, TimeUnit.SECONDS);
        Optional<Long> after = arena.server().map(ProcessMeter::rssKib);
        Findings findings = traffic.auditDelivery();
        traffic.disconnect(traffic.everybody());

        Result.Builder result = result().setting("phones", phones).setting("hold", hold);
        result.measure("connects_per_s", phones / connectSeconds);
        result.measure("retries", (double) retries);
        if (before.isPresent() && after.isPresent()) {
            result.measure("rss_before_mib", before.get() / 1024.0);
            result.measure("rss_after_mib", after.get() / 1024.0);
            result.measure("rss_per_connection_kib", (double) (after.get() - before.get()) / phones);
        } else {
            result.note("no --pid, so no memory was read");
        }
        return result.findings(findings).build();
    }
}
