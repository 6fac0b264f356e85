package dev.doubletick.sample;

import dev.doubletick.sample.chat.ChatCommand;
import dev.doubletick.sample.phones.PhonesCommand;
import dev.doubletick.standalone.StandaloneException;
import java.io.IOException;
import java.util.Locale;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The faces of the sample app that run until they are ended. Exit codes: 0 done, 1 could not be done, 2 wrong usage. */
@Command(
        name = "doubletick",
        subcommands = {PhonesCommand.class, ChatCommand.class})
public final class SampleCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private SampleCommand() {}

    public static void main(String[] args) {
        // For what libraries format for machines: in Arabic digits no certificate can be read, no header is understood.
        Locale.setDefault(Locale.ROOT);
        System.exit(run(args));
    }

    /** Runs a command; returns its exit code. */
    static int run(String... args) {
        return new CommandLine(new SampleCommand())
                .setExecutionExceptionHandler((e, commandLine, parsed) -> {
                    commandLine.getErr().println("doubletick: " + describe(e));
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .execute(args);
    }

    private static String describe(Exception e) {
        if (e instanceof StandaloneException || e instanceof IOException || e instanceof IllegalArgumentException) {
            return String.valueOf(e.getMessage());
        }
        LoggerFactory.getLogger(SampleCommand.class).error("a fault", e);
        return "unexpected fault: " + e;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }
}
