package dev.doubletick.operator;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The operator's jar. Exit codes: 0 done, 1 could not be done (with one line on standard error), 2 wrong usage.
 */
@Command(
        name = "doubletick-operator",
        description = "What an operator of Doubletick runs beside its servers.",
        subcommands = {
            ProvisionCommand.class,
            DeviceCommand.class,
            RepairCommand.class,
            TlsCommand.class,
            CommandLine.HelpCommand.class
        })
public final class OperatorCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private OperatorCommand() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs a command; returns its exit code. */
    static int run(String... args) {
        return new CommandLine(new OperatorCommand())
                .setExecutionExceptionHandler((e, commandLine, parsed) -> {
                    boolean known = e instanceof CommandException || e instanceof IllegalArgumentException;
                    commandLine.getErr().println("doubletick: " + (known ? e.getMessage() : "unexpected fault: " + e));
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .execute(args);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }
}
