package dev.doubletick.benchmark.mode;

import dev.doubletick.benchmark.line.Account;
import dev.doubletick.benchmark.line.Watch;
import dev.doubletick.benchmark.report.Measures;
import dev.doubletick.benchmark.report.Result;
import dev.doubletick.benchmark.traffic.Exchange;
import dev.doubletick.benchmark.traffic.Findings;
import dev.doubletick.benchmark.traffic.LoadException;
import dev.doubletick.benchmark.traffic.Traffic;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * One phone writes to one that comes online in this moment, while nobody and then while many are told of it. In between the
 * recipient stays away for long enough to be announced as gone.
 */
@Command(
        name = "presence",
        description =
                "A phone comes online and is written to, with nobody watching and with many: what that costs messages.")
public final class PresenceMode extends Mode {

    /** Above the five seconds after which Doubletick announces that a phone has gone. */
    private static final Duration AWAY = Duration.ofSeconds(7);

    private static final Duration LONGEST_ROUND = Duration.ofSeconds(30);

    @Option(names = "--watchers", defaultValue = "1000", description = "How many watch. Default: ${DEFAULT-VALUE}")
    int watchers;

    @Option(names = "--rounds", defaultValue = "4", description = "Of each kind. Default: ${DEFAULT-VALUE}")
    int rounds;

    @Option(names = "--messages", defaultValue = "200", description = "In a round. Default: ${DEFAULT-VALUE}")
    int messages;

    @Override
    public String name() {
        return "presence";
    }

    @Override
    public Result run(Arena arena) throws IOException, InterruptedException {
        require(watchers >= 1, "--watchers must be at least 1");
        require(rounds >= 1, "--rounds must be at least 1");
        require(messages >= 1, "--messages must be at least 1");
        List<Account> all = arena.accounts(2 + watchers);
        Watch watch = new Watch(all.get(1).phone(), new LongAdder());
        Traffic crowd = arena.watchers(all.subList(2, all.size()), watch);
        Result.Builder result =
                result().setting("watchers", watchers).setting("rounds", rounds).setting("messages", messages);

        rounds(arena, result);
        Histogram alone = rounds(arena, result);
        crowd.connect(crowd.everybody(), Connecting.AT_ONCE);
        long before = told(watch, watchers);
        Histogram watched = rounds(arena, result);
        // Every round it comes and it goes.
        double expected = 2.0 * rounds * watchers;
        told(watch, before + (long) expected);
        crowd.disconnect(crowd.everybody());

        Measures.latency(result, "alone_second_tick", alone);
        Measures.latency(result, "watched_second_tick", watched);
        result.measure("ratio_p50", ratio(watched, alone, 50));
        result.measure("ratio_p99", ratio(watched, alone, 99));
        result.measure("told_share", (watch.told().sum() - before) / expected);
        return result.build();
    }

    /** Second ticks of all rounds. */
    private Histogram rounds(Arena arena, Result.Builder result) throws IOException, InterruptedException {
        Histogram seconds = new Histogram(3);
        for (int round = 0; round < rounds; round++) {
            Traffic pair = arena.traffic(2, true);
            pair.converse(0, 1, messages);
            pair.connect(List.of(0), Connecting.AT_ONCE);
            pair.connect(List.of(1), Connecting.AT_ONCE);
            Exchange.Bounds bounds = new Exchange.Bounds(1, Duration.ZERO, LONGEST_ROUND, Connecting.PATIENCE);
            seconds.add(new Exchange(pair, bounds).send(messages, true).secondTicks());
            Findings findings = pair.auditDelivery();
            pair.disconnect(pair.everybody());
            result.findings(findings);
            if (!findings.clean()) {
                throw new LoadException("messages went wrong: " + findings.violations());
            }
            // Nothing is counted down: this is a wait with a clean interrupt.
            new CountDownLatch(1).await(AWAY.toMillis(), TimeUnit.MILLISECONDS);
        }
        return seconds;
    }

    /** Waits until the watchers have been told so often, or no longer than what presence may take. */
    private static long told(Watch watch, long count) throws InterruptedException {
        long deadline = System.nanoTime() + Connecting.PATIENCE.toNanos();
        while (watch.told().sum() < count && System.nanoTime() < deadline) {
            new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
        }
        return watch.told().sum();
    }

    private static double ratio(Histogram watched, Histogram alone, double percentile) {
        return (double) watched.getValueAtPercentile(percentile) / alone.getValueAtPercentile(percentile);
    }
}
