package dev.doubletick.benchmark.mode;

import dev.doubletick.benchmark.line.Account;
import dev.doubletick.benchmark.push.PushMeter;
import dev.doubletick.benchmark.push.PushTokens;
import dev.doubletick.benchmark.push.Services;
import dev.doubletick.benchmark.push.SteadySenders;
import dev.doubletick.benchmark.report.Result;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Phones that are away get one message each, and a provider that is a fake gets their pushes. */
@Command(name = "wakeups", description = "Phones that are away get a message each, at a steady pace, and are pushed.")
public final class WakeUps extends Mode {

    private static final int SENDERS = 8;
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    @Option(names = "--phones", defaultValue = "10000", description = "Phones that are away. Default: ${DEFAULT-VALUE}")
    int phones;

    @Option(names = "--rate", defaultValue = "500", description = "Messages a second. Default: ${DEFAULT-VALUE}")
    int rate;

    @Option(
            names = "--grace-ms",
            defaultValue = "2000",
            description = "The server's grace, which is taken off the latencies. Default: ${DEFAULT-VALUE}")
    int graceMillis;

    @Option(names = "--seconds", defaultValue = "60", description = "The longest wait. Default: ${DEFAULT-VALUE}")
    int seconds;

    @Override
    public String name() {
        return "wakeups";
    }

    @Override
    public Result run(Arena arena) throws IOException, InterruptedException {
        require(phones >= 1 && rate >= 1, "--phones and --rate must be at least 1");
        Services services = arena.requireServices();
        List<Account> accounts = arena.accounts(phones + SENDERS);
        List<Account> away = accounts.subList(SENDERS, accounts.size());
        PushTokens.register(services, away);
        PushMeter meter = new PushMeter(services);
        long before = meter.read().accepted();
        long accepted = 0;
        long firstSeen = 0;
        long firstCount = 0;
        long lastSeen = 0;
        long ticks;
        long refused;
        try (SteadySenders senders = new SteadySenders(services, accounts.subList(0, SENDERS))) {
            Thread sending = new Thread(
                    () -> senders.send(away.stream().map(Account::phone).toList(), rate), "steady-senders");
            sending.start();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            while (accepted < phones && System.nanoTime() < deadline) {
                Thread.sleep(LOOK_EVERY.toMillis());
                accepted = meter.read().accepted() - before;
                if (accepted > 0 && firstSeen == 0) {
                    firstSeen = System.nanoTime();
                    firstCount = accepted;
                }
                lastSeen = System.nanoTime();
            }
            sending.join();
            ticks = senders.ticks();
            refused = senders.failures();
        }
        PushMeter.Reading end = meter.read();
        Result.Builder result =
                result().setting("phones", phones).setting("rate", rate).setting("grace_ms", graceMillis);
        if (lastSeen > firstSeen) {
            result.measure(
                    "pushes_per_s",
                    (accepted - firstCount) * (double) TimeUnit.SECONDS.toNanos(1) / (lastSeen - firstSeen));
        }
        result.measure("above_grace_p50_ms", end.latency("0.5") * 1000 - graceMillis);
        result.measure("above_grace_p99_ms", end.latency("0.99") * 1000 - graceMillis);
        return result.measure("accepted_messages", (double) ticks)
                .violation("messages_refused", refused)
                .violation("pushes_missing", Math.max(0, phones - accepted))
                .violation("pushes_too_many", Math.max(0, accepted - phones))
                .build();
    }
}
