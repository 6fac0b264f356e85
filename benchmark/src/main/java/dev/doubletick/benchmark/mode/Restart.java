package dev.doubletick.benchmark.mode;

import dev.doubletick.benchmark.report.Result;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The server is killed with messages waiting in it, and comes back with all of them. */
@Command(
        name = "restart",
        description = "Fills the server, kills it (SIGKILL), starts it again, and drains it. Needs a stack of its own.")
public final class Restart extends Mode {

    private static final double MILLIS_PER_SECOND = 1000;

    @Option(
            names = "--phones",
            defaultValue = "200",
            description = "Senders and recipients together, an even number. Default: ${DEFAULT-VALUE}")
    int phones;

    @Option(
            names = "--messages",
            defaultValue = "100000",
            description = "Messages that wait, all together. Default: ${DEFAULT-VALUE}")
    int messages;

    @Option(
            names = "--seconds",
            defaultValue = "120",
            description = "The longest time to fill, and to drain. Default: ${DEFAULT-VALUE}")
    int seconds;

    @Override
    public String name() {
        return "restart";
    }

    @Override
    public Result run(Arena arena) throws IOException, InterruptedException {
        arena.requireRestarts();
        Result filled = Fill.of(phones, messages, seconds).run(arena);
        Restarts.Restarted restarted = arena.restart();
        Result drained = Drain.of(seconds).run(arena);
        return result().setting("phones", phones)
                .settings(filled, "messages")
                .measure("ready_s", restarted.ready().toMillis() / MILLIS_PER_SECOND)
                .measure("mailbox_open_s", restarted.mailboxOpen().toMillis() / MILLIS_PER_SECOND)
                .measures(drained, "delivered_per_s")
                .violations(filled)
                .violations(drained)
                .build();
    }
}
