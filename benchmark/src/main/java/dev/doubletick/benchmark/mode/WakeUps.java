package dev.doubletick.benchmark.mode;

import dev.doubletick.benchmark.line.Account;
import dev.doubletick.benchmark.push.PushTokens;
import dev.doubletick.benchmark.push.PushWatch;
import dev.doubletick.benchmark.push.Services;
import dev.doubletick.benchmark.push.SteadySenders;
import dev.doubletick.benchmark.report.Result;
import dev.doubletick.benchmark.traffic.LoadException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Phones that are away get one message each, and a provider that is a fake gets their pushes. */
@Command(name = "wakeups", description = "Phones that are away get a message each, at a steady pace, and are pushed.")
public final class WakeUps extends Mode {

    /** Enough that none waits for the first ticks of its own messages. */
    private static final int SENDERS = 32;

    @Option(names = "--phones", defaultValue = "10000", description = "Phones that are away. Default: ${DEFAULT-VALUE}")
    int phones;

    @Option(
            names = "--warmup",
            defaultValue = "3000",
            description = "Phones before these, at the same pace, that are not measured. Default: ${DEFAULT-VALUE}")
    int warmup;

    @Option(names = "--rate", defaultValue = "500", description = "Messages a second. Default: ${DEFAULT-VALUE}")
    int rate;

    @Option(
            names = "--platform",
            defaultValue = "FCM",
            description = "Who pushes: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    PushTokens.Platform platform = PushTokens.Platform.FCM;

    @Option(
            names = "--grace-ms",
            defaultValue = "2000",
            description = "The server's grace, which is taken off the latencies. Default: ${DEFAULT-VALUE}")
    int graceMillis;

    @Option(
            names = "--seconds",
            defaultValue = "60",
            description = "The longest wait for pushes once all is sent. Default: ${DEFAULT-VALUE}")
    int seconds;

    @Override
    public String name() {
        return "wakeups";
    }

    @Override
    public Result run(Arena arena) throws IOException, InterruptedException {
        require(phones >= 2 && rate >= 1, "--phones must be at least 2, and --rate at least 1");
        require(warmup >= 0, "--warmup must not be negative");
        Services services = arena.requireServices();
        List<Account> accounts = arena.accounts(SENDERS + 1 + warmup + phones);
        List<Account> away = accounts.subList(SENDERS + 1, accounts.size());
        PushTokens.register(services, platform, accounts.subList(SENDERS, SENDERS + 1));
        List<String> tokens = PushTokens.register(services, platform, away);
        try (SteadySenders senders = new SteadySenders(services, accounts.subList(0, SENDERS), arena.clock())) {
            outlastTheGraceAfterAStart(services, senders, accounts.get(SENDERS));
            return measured(services, senders, away, tokens);
        }
    }

    /** A server that has just started wakes nobody for a while, and then all of them at once. */
    private void outlastTheGraceAfterAStart(Services services, SteadySenders senders, Account probe)
            throws InterruptedException {
        try (PushWatch watch = new PushWatch(services, PushTokens.of(platform, List.of(probe)))) {
            senders.send(List.of(probe.phone()), rate);
            watch.await(Duration.ofSeconds(seconds));
            if (watch.missing() > 0) {
                throw new LoadException("no push came within " + seconds + " s");
            }
        }
    }

    private Result measured(Services services, SteadySenders senders, List<Account> away, List<String> tokens)
            throws InterruptedException {
        try (PushWatch watch = new PushWatch(services, tokens)) {
            List<Instant> sentAt =
                    senders.send(away.stream().map(Account::phone).toList(), rate);
            watch.await(Duration.ofSeconds(seconds));
            Result.Builder result = result().setting("phones", phones)
                    .setting("warmup", warmup)
                    .setting("rate", rate)
                    .setting("platform", platform)
                    .setting("grace_ms", graceMillis);
            measure(result, sentAt, watch);
            return result.violation("messages_refused", senders.failures())
                    .violation("pushes_missing", watch.missing())
                    .violation("pushes_too_many", watch.surplus())
                    .build();
        }
    }

    private void measure(Result.Builder result, List<Instant> sentAt, PushWatch watch) {
        List<Integer> pushed = IntStream.range(warmup, warmup + phones)
                .filter(index -> watch.acceptedAt(index) != null)
                .boxed()
                .toList();
        Histogram aboveGrace = new Histogram(3);
        for (int index : pushed) {
            Duration taken = Duration.between(sentAt.get(index), accepted(watch, index));
            aboveGrace.recordValue(Math.max(0, taken.toNanos() / 1000 - graceMillis * 1000L));
        }
        List<Instant> accepted =
                pushed.stream().map(index -> accepted(watch, index)).sorted().toList();
        result.measure("sent_per_s", perSecond(sentAt.subList(warmup, sentAt.size())));
        result.measure("pushes_per_s", perSecond(accepted));
        result.measure("above_grace_p50_ms", aboveGrace.getValueAtPercentile(50) / 1000.0);
        result.measure("above_grace_p99_ms", aboveGrace.getValueAtPercentile(99) / 1000.0);
        result.measure("above_grace_max_ms", aboveGrace.getMaxValue() / 1000.0);
    }

    private static Instant accepted(PushWatch watch, int index) {
        return Objects.requireNonNull(watch.acceptedAt(index));
    }

    private static double perSecond(List<Instant> ascending) {
        if (ascending.size() < 2) {
            return 0;
        }
        Duration between = Duration.between(ascending.get(0), ascending.get(ascending.size() - 1));
        return (ascending.size() - 1) / Math.max(1e-6, between.toNanos() / 1e9);
    }
}
