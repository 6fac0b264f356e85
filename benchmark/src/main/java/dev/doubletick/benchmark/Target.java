package dev.doubletick.benchmark;

import dev.doubletick.benchmark.mode.Arena;
import dev.doubletick.benchmark.mode.Restarts;
import dev.doubletick.benchmark.mqtt.Dialect;
import dev.doubletick.benchmark.mqtt.MqttDialer;
import dev.doubletick.benchmark.process.ProcessMeter;
import dev.doubletick.benchmark.push.Services;
import dev.doubletick.benchmark.stack.AccountFile;
import dev.doubletick.benchmark.stack.Accounts;
import dev.doubletick.benchmark.stack.DoubletickProcess;
import dev.doubletick.benchmark.traffic.LoadException;
import dev.doubletick.benchmark.xmpp.XmppDialer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The server that the options name, started if need be.
 *
 * @param services a trial's, if its HTTP side is known
 * @param started what has to be ended after the run
 */
record Target(
        String name,
        String durability,
        Arena.Dialers dialers,
        Accounts accounts,
        Optional<Supplier<URI>> http,
        Optional<ProcessMeter> process,
        Optional<Services> services,
        Optional<DoubletickProcess> started)
        implements AutoCloseable {

    private static final String OURS = "synced to disk before the first tick";

    /** @param payload what every message carries */
    static Target open(TargetOptions options, byte[] payload) throws IOException, InterruptedException {
        if (options.mqtt != null && options.xmpp != null) {
            throw new IllegalArgumentException("--mqtt and --xmpp exclude each other");
        }
        if (options.xmpp != null) {
            return xmpp(options, options.xmpp, payload);
        }
        return options.mqtt != null ? mqtt(options, options.mqtt, payload) : selfStarted(options, payload);
    }

    private static Target mqtt(TargetOptions options, InetSocketAddress address, byte[] payload) throws IOException {
        return new Target(
                text(options.name, options.plain ? "mqtt" : "doubletick"),
                text(options.durability, options.plain ? "not stated" : OURS),
                options.plain
                        ? (loops, firstTicks) -> new MqttDialer(loops, address, Dialect.PLAIN, payload)
                        : new DoubletickDialers(() -> address, payload),
                accounts(options),
                http(options),
                process(options),
                Optional.ofNullable(options.http).map(http -> new Services(address, http)),
                Optional.empty());
    }

    private static Target xmpp(TargetOptions options, InetSocketAddress address, byte[] payload) throws IOException {
        return new Target(
                text(options.name, "xmpp"),
                text(options.durability, "not stated"),
                (loops, firstTicks) -> new XmppDialer(loops, address, options.xmppDomain, payload, firstTicks),
                accounts(options),
                http(options),
                process(options),
                Optional.empty(),
                Optional.empty());
    }

    private static Target selfStarted(TargetOptions options, byte[] payload) throws IOException, InterruptedException {
        if (options.plain) {
            throw new IllegalArgumentException("--plain needs --mqtt");
        }
        DoubletickProcess stack = DoubletickProcess.start(options.doubletick);
        // Also when somebody presses Ctrl-C.
        Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stack-end"));
        // Its addresses change when it is restarted.
        return new Target(
                text(options.name, "doubletick"),
                text(options.durability, OURS),
                new DoubletickDialers(() -> new TargetOptions.AddressConverter().convert(stack.mqtt()), payload),
                Accounts.ofOperator(stack::http, stack.operatorToken(), options.first),
                Optional.of(stack::http),
                Optional.of(ProcessMeter.of(stack.pid())),
                Optional.of(new Services(new TargetOptions.AddressConverter().convert(stack.mqtt()), stack.http())),
                Optional.of(stack));
    }

    static Restarts.Restarted restart(DoubletickProcess stack) throws IOException, InterruptedException {
        Duration ready = stack.restart();
        return new Restarts.Restarted(ready, stack.mailboxOpened(), ProcessMeter.of(stack.pid()));
    }

    private static Accounts accounts(TargetOptions options) throws IOException {
        if (options.credentials != null) {
            return Accounts.of(AccountFile.read(options.credentials));
        }
        if (options.http != null && options.operatorToken != null) {
            String token = Files.readString(options.operatorToken).trim();
            URI http = options.http;
            return Accounts.ofOperator(() -> http, token, options.first);
        }
        if (options.plain) {
            return Accounts.invented(options.first);
        }
        throw new LoadException("which accounts? Name --credentials CSV, or --http URL and --operator-token FILE");
    }

    private static Optional<Supplier<URI>> http(TargetOptions options) {
        return Optional.ofNullable(options.http).map(http -> () -> http);
    }

    private static Optional<ProcessMeter> process(TargetOptions options) {
        return Optional.ofNullable(options.pid).map(ProcessMeter::of);
    }

    private static String text(@org.jspecify.annotations.Nullable String given, String otherwise) {
        return given == null ? otherwise : given;
    }

    @Override
    public void close() {
        started.ifPresent(DoubletickProcess::close);
    }
}
