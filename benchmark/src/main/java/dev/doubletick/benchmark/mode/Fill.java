package dev.doubletick.benchmark.mode;

import dev.doubletick.benchmark.report.Measures;
import dev.doubletick.benchmark.report.Result;
import dev.doubletick.benchmark.traffic.Exchange;
import dev.doubletick.benchmark.traffic.Findings;
import dev.doubletick.benchmark.traffic.Traffic;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Every other phone writes to its neighbour, who is away. The messages stay on the server. */
@Command(name = "fill", description = "Half of the phones write to the other half, who are offline.")
public final class Fill extends Mode {

    @Option(
            names = "--phones",
            defaultValue = "200",
            description = "Senders and recipients together, an even number. Default: ${DEFAULT-VALUE}")
    int phones;

    @Option(
            names = "--window",
            defaultValue = "32",
            description = "Messages of one phone without first tick at a time. Default: ${DEFAULT-VALUE}")
    int window;

    @Option(
            names = "--messages",
            defaultValue = "100000",
            description = "All messages together. Default: ${DEFAULT-VALUE}")
    int messages;

    @Option(names = "--seconds", defaultValue = "120", description = "The longest time. Default: ${DEFAULT-VALUE}")
    int seconds;

    @Option(names = "--ledger", description = "Where to note what was filled, for a drain by another command.")
    @Nullable
    Path ledger;

    /** As the command line would make it, with a window of its default size. */
    static Fill of(int phones, int messages, int seconds) {
        Fill fill = new Fill();
        fill.phones = phones;
        fill.window = 32;
        fill.messages = messages;
        fill.seconds = seconds;
        return fill;
    }

    @Override
    public String name() {
        return "fill";
    }

    @Override
    public Result run(Arena arena) throws IOException, InterruptedException {
        require(phones >= 2 && phones % 2 == 0, "--phones must be even: phones write in pairs");
        require(messages > 0, "--messages must be at least 1");
        require(window >= 1, "--window must be at least 1");
        Traffic traffic = arena.traffic(phones, true);
        Quotas quotas = new Quotas(messages, phones / 2);
        for (int i = 0; i < phones; i += 2) {
            traffic.deposit(i, i + 1, quotas.of(i / 2));
        }
        List<Integer> recipients =
                traffic.everybody().stream().filter(i -> i % 2 == 1).toList();
        // A plain broker keeps messages only for a session that it knows.
        traffic.connect(recipients, Connecting.AT_ONCE);
        traffic.disconnect(recipients);
        traffic.connect(traffic.senders(), Connecting.AT_ONCE);
        Exchange.Bounds bounds =
                new Exchange.Bounds(window, Duration.ZERO, Duration.ofSeconds(seconds), Connecting.PATIENCE);
        Exchange.Outcome outcome = new Exchange(traffic, bounds).send(quotas.total(), false);
        Findings findings = traffic.auditDeposit();
        List<Integer> sent = traffic.senders().stream().map(traffic::sent).toList();
        traffic.disconnect(traffic.senders());
        remember(arena, traffic, sent, findings);

        Result.Builder result = result().setting("phones", phones)
                .setting("window", window)
                .setting("messages", sent.stream().mapToInt(Integer::intValue).sum());
        result.measure(
                "accepted_per_s",
                outcome.interval().perSecond(outcome.interval().accepted()));
        Measures.latency(result, "first_tick", outcome.firstTicks());
        Measures.cost(result, outcome.interval(), "message", outcome.interval().accepted());
        return result.findings(findings).build();
    }

    private void remember(Arena arena, Traffic traffic, List<Integer> sent, Findings findings)
            throws IOException, InterruptedException {
        if (!findings.clean()) {
            arena.filled(Optional.empty());
            return;
        }
        Ledger filled = Ledger.of(traffic.tag(), arena.accounts(phones), sent);
        arena.filled(Optional.of(filled));
        if (ledger != null) {
            filled.write(ledger);
        }
    }
}
