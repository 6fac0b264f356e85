package dev.doubletick.benchmark.mode;

import dev.doubletick.benchmark.line.Account;
import dev.doubletick.benchmark.report.Measures;
import dev.doubletick.benchmark.report.Result;
import dev.doubletick.benchmark.traffic.Exchange;
import dev.doubletick.benchmark.traffic.Findings;
import dev.doubletick.benchmark.traffic.Interval;
import dev.doubletick.benchmark.traffic.LoadException;
import dev.doubletick.benchmark.traffic.Traffic;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The recipients of a fill connect and take everything; their senders are connected and get the second ticks. */
@Command(
        name = "drain",
        description = "The recipients of a fill connect and take all that waits, while the senders look on.")
public final class Drain extends Mode {

    @Option(names = "--seconds", defaultValue = "120", description = "The longest time. Default: ${DEFAULT-VALUE}")
    int seconds;

    @Option(
            names = "--ledger",
            description = "What an earlier command filled. Without it, the fill of this command counts.")
    @Nullable
    Path ledger;

    /** As the command line would make it. */
    static Drain of(int seconds) {
        Drain drain = new Drain();
        drain.seconds = seconds;
        return drain;
    }

    @Override
    public String name() {
        return "drain";
    }

    @Override
    public Result run(Arena arena) throws IOException, InterruptedException {
        Ledger filled = ledger != null
                ? Ledger.read(ledger)
                : arena.filled().orElseThrow(() -> new LoadException("nothing to drain: run fill before"));
        List<Account> accounts = arena.accounts(filled.phones().size());
        filled.requireSame(accounts);
        arena.filled(Optional.empty());

        Traffic traffic = arena.traffic(accounts, false, filled.tagValue());
        for (int pair = 0; pair < filled.sent().size(); pair++) {
            traffic.await(2 * pair, 2 * pair + 1, filled.sent().get(pair));
        }
        List<Integer> recipients =
                traffic.everybody().stream().filter(i -> i % 2 == 1).toList();
        traffic.connect(traffic.senders(), Connecting.AT_ONCE);
        Exchange.Bounds bounds =
                new Exchange.Bounds(1, Duration.ZERO, Duration.ofSeconds(seconds), Connecting.PATIENCE);
        Interval interval = new Exchange(traffic, bounds)
                .collect(filled.total(), () -> traffic.connect(recipients, recipients.size()));
        Findings findings = traffic.auditDelivery();
        traffic.disconnect(traffic.everybody());

        Result.Builder result =
                result().setting("recipients", recipients.size()).setting("messages", filled.total());
        result.measure("delivered_per_s", interval.perSecond(interval.received()));
        result.measure("receipted_per_s", interval.perSecond(interval.receipted()));
        Measures.cost(result, interval, "message", interval.received());
        return result.findings(findings).build();
    }
}
