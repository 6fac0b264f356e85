package dev.doubletick.standalone.cli;

import dev.doubletick.operator.CommandException;
import dev.doubletick.operator.DeviceCommand;
import dev.doubletick.operator.ProvisionCommand;
import dev.doubletick.operator.RepairCommand;
import dev.doubletick.operator.TlsCommand;
import dev.doubletick.standalone.StandaloneException;
import java.util.Locale;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command {@code doubletick}. Exit codes: 0 done, 1 could not be done (with one line on standard error), 2 wrong usage.
 */
@Command(
        name = "doubletick",
        description = "A messaging backend on your own machine.",
        subcommands = {
            UpCommand.class,
            ProvisionCommand.class,
            DeviceCommand.class,
            RepairCommand.class,
            TlsCommand.class,
            CommandLine.HelpCommand.class
        })
public final class DoubletickCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private DoubletickCommand() {}

    public static void main(String[] args) {
        // For what libraries format for machines: in Arabic digits no certificate can be read, no header is understood.
        Locale.setDefault(Locale.ROOT);
        System.exit(run(args));
    }

    /** Runs a command; returns its exit code. */
    static int run(String... args) {
        return new CommandLine(new DoubletickCommand())
                .setExecutionExceptionHandler((e, commandLine, parsed) -> {
                    commandLine.getErr().println("doubletick: " + describe(e));
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .execute(args);
    }

    private static String describe(Exception e) {
        if (e instanceof StandaloneException
                || e instanceof CommandException
                || e instanceof IllegalArgumentException) {
            return String.valueOf(e.getMessage());
        }
        LoggerFactory.getLogger(DoubletickCommand.class).error("a fault", e);
        return "unexpected fault: " + e;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }
}
