package dev.doubletick.standalone.cli;

import dev.doubletick.operator.HelpOption;
import dev.doubletick.operator.LogFile;
import dev.doubletick.registration.Environment;
import dev.doubletick.registration.database.DatabaseConfig;
import dev.doubletick.standalone.Standalone;
import dev.doubletick.standalone.StandaloneConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts everything, says READY, and runs until the process is told to end. */
@Command(
        name = "up",
        description = "Starts everything in one process and runs until Ctrl-C.",
        footer = {
            "",
            "The environment can name a PostgreSQL to use instead of one of its own:",
            "DOUBLETICK_DATABASE_URL, DOUBLETICK_DATABASE_USER, and",
            "DOUBLETICK_DATABASE_PASSWORD or DOUBLETICK_DATABASE_PASSWORD_FILE.",
            "With --tls, PUBLIC_HOST is one more name that the certificate is for."
        })
final class UpCommand implements Callable<Integer> {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "doubletick-data",
            description = "Folder that holds all state. Default: ./${DEFAULT-VALUE}")
    private Path data = Path.of("doubletick-data");

    @Option(
            names = "--mqtt-port",
            paramLabel = "N",
            description = "MQTT over TCP, 0 = any free port. Default: 1883, with TLS 8883")
    private @Nullable Integer mqttPort;

    @Option(
            names = "--ws-port",
            paramLabel = "N",
            description = "MQTT over WebSocket, 0 = any free port. Default: 8000, with TLS 8884")
    private @Nullable Integer wsPort;

    @Option(
            names = "--http-port",
            paramLabel = "N",
            description = "Registration service, 0 = any free port. Default: 8080, with TLS 8443")
    private @Nullable Integer httpPort;

    @Option(
            names = "--tls",
            description = "MQTT, WebSocket and HTTP over TLS, by a certificate authority of its own: give clients"
                    + " DIR/ca.pem to believe.")
    private boolean tls;

    @Option(names = "--no-push", description = "Wakes nobody.")
    private boolean noPush;

    @Mixin
    final HelpOption help = new HelpOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        StandaloneConfig config = new StandaloneConfig(
                data,
                port(mqttPort, 1883, 8883),
                port(wsPort, 8000, 8884),
                port(httpPort, 8080, 8443),
                externalDatabase(System.getenv()));
        if (tls) {
            config = config.withTls(Stream.ofNullable(System.getenv("PUBLIC_HOST"))
                    .map(String::strip)
                    .filter(host -> !host.isEmpty())
                    .toArray(String[]::new));
        }
        if (noPush) {
            config = config.withWakeUps(Optional.empty());
        }
        StandaloneConfig chosen = config;
        LogFile.writeTo(data.toAbsolutePath().resolve("logs").resolve("doubletick.log"));
        Foreground.run(spec.commandLine().getOut(), step -> Standalone.start(chosen, step), UpCommand::ready);
        return 0;
    }

    private int port(@Nullable Integer chosen, int plain, int secure) {
        return chosen != null ? chosen : tls ? secure : plain;
    }

    static String ready(Standalone stack) {
        return "READY "
                + Stream.of(stack.mqtt(), stack.ws())
                        .map(address -> address.getScheme() + "=" + address.getAuthority() + " ")
                        .collect(Collectors.joining())
                + stack.http().getScheme() + "=" + stack.http();
    }

    private static Optional<DatabaseConfig> externalDatabase(Map<String, String> environment) {
        return environment.getOrDefault("DOUBLETICK_DATABASE_URL", "").isBlank()
                ? Optional.empty()
                : Optional.of(new Environment(environment).database());
    }
}
