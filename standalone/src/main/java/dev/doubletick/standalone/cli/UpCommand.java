package dev.doubletick.standalone.cli;

import dev.doubletick.registration.Environment;
import dev.doubletick.registration.database.DatabaseConfig;
import dev.doubletick.standalone.Standalone;
import dev.doubletick.standalone.StandaloneConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
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
            "DOUBLETICK_DATABASE_PASSWORD or DOUBLETICK_DATABASE_PASSWORD_FILE."
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
            defaultValue = "1883",
            description = "MQTT over TCP, 0 = any free port. Default: ${DEFAULT-VALUE}")
    private int mqttPort;

    @Option(
            names = "--ws-port",
            paramLabel = "N",
            defaultValue = "8000",
            description = "MQTT over WebSocket, 0 = any free port. Default: ${DEFAULT-VALUE}")
    private int wsPort;

    @Option(
            names = "--http-port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "Registration service, 0 = any free port. Default: ${DEFAULT-VALUE}")
    private int httpPort;

    @Option(names = "--no-push", description = "Wakes nobody.")
    private boolean noPush;

    @Mixin
    final HelpOption help = new HelpOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        StandaloneConfig config =
                new StandaloneConfig(data, mqttPort, wsPort, httpPort, externalDatabase(System.getenv()));
        if (noPush) {
            config = config.withWakeUps(Optional.empty());
        }
        StandaloneConfig chosen = config;
        LogFile.writeTo(data.toAbsolutePath().resolve("logs").resolve("doubletick.log"));
        Foreground.run(spec.commandLine().getOut(), step -> Standalone.start(chosen, step), UpCommand::ready);
        return 0;
    }

    static String ready(Standalone stack) {
        return "READY mqtt=" + stack.mqtt().getAuthority() + " ws=" + stack.ws().getAuthority() + " http="
                + stack.http();
    }

    private static Optional<DatabaseConfig> externalDatabase(Map<String, String> environment) {
        return environment.getOrDefault("DOUBLETICK_DATABASE_URL", "").isBlank()
                ? Optional.empty()
                : Optional.of(new Environment(environment).database());
    }
}
