package dev.doubletick.benchmark;

import dev.doubletick.benchmark.line.EventLoops;
import dev.doubletick.benchmark.mode.Arena;
import dev.doubletick.benchmark.mode.Drain;
import dev.doubletick.benchmark.mode.FanIn;
import dev.doubletick.benchmark.mode.Fill;
import dev.doubletick.benchmark.mode.Idle;
import dev.doubletick.benchmark.mode.Lookup;
import dev.doubletick.benchmark.mode.Low;
import dev.doubletick.benchmark.mode.Mode;
import dev.doubletick.benchmark.mode.Online;
import dev.doubletick.benchmark.mode.PresenceMode;
import dev.doubletick.benchmark.mode.Restart;
import dev.doubletick.benchmark.mode.Storm;
import dev.doubletick.benchmark.mode.Verify;
import dev.doubletick.benchmark.mode.WakeUps;
import dev.doubletick.benchmark.report.Report;
import dev.doubletick.benchmark.report.Result;
import dev.doubletick.benchmark.report.Table;
import dev.doubletick.benchmark.traffic.LoadException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/**
 * The load driver's command line: {@code bench MODE [options] [MODE [options]] …}. Modes run one after the other against one
 * server and in one process. Exit code 0: nothing was violated; 1: something was; 2: wrong usage; 3: it could not be measured.
 */
@Command(
        name = "bench",
        subcommandsRepeatable = true,
        subcommands = {
            Online.class,
            Low.class,
            Fill.class,
            Drain.class,
            Idle.class,
            Storm.class,
            FanIn.class,
            Restart.class,
            PresenceMode.class,
            Lookup.class,
            Verify.class,
            WakeUps.class
        },
        synopsisSubcommandLabel = "MODE [MODE]…",
        description =
                "Puts load on a message server, measures it, and checks that nothing is lost, doubled or disordered.")
public final class Bench {

    private static final int VIOLATED = 1;
    private static final int NOT_MEASURED = 3;

    @Mixin
    private final TargetOptions target = new TargetOptions();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Shows this, or a mode's options behind the mode.")
    boolean help;

    @Option(
            names = "--threads",
            defaultValue = "1",
            scope = ScopeType.INHERIT,
            description = "Event loops of the driver. Default: ${DEFAULT-VALUE}")
    private int threads = 1;

    @Option(
            names = "--payload",
            defaultValue = "20",
            scope = ScopeType.INHERIT,
            description = "Bytes of text in a message. Default: ${DEFAULT-VALUE}")
    private int payload = 20;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Also write the result here.")
    private @Nullable Path json;

    public static void main(String[] args) {
        // For what libraries format for machines: in Arabic digits no certificate can be read, no header is understood.
        Locale.setDefault(Locale.ROOT);
        System.exit(run(args));
    }

    /** Runs the command and returns its exit code. */
    public static int run(String... args) {
        Bench bench = new Bench();
        return new CommandLine(bench)
                .setExecutionStrategy(bench::execute)
                .setParameterExceptionHandler(Bench::complainOfUsage)
                .execute(args);
    }

    private int execute(ParseResult parsed) {
        Integer help = CommandLine.executeHelpRequest(parsed);
        if (help != null) {
            return help;
        }
        CommandLine command = parsed.commandSpec().commandLine();
        List<Mode> modes = parsed.subcommands().stream()
                .map(mode -> (Mode) mode.commandSpec().userObject())
                .toList();
        if (modes.isEmpty()) {
            throw new CommandLine.ParameterException(command, "name at least one mode");
        }
        if (threads < 1 || payload < 0) {
            throw new CommandLine.ParameterException(command, "--threads must be at least 1, --payload not negative");
        }
        try {
            return measure(modes, command.getOut());
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(command, String.valueOf(e.getMessage()), e);
        } catch (LoadException e) {
            return complain(command, String.valueOf(e.getMessage()));
        } catch (IOException | UncheckedIOException e) {
            return complain(command, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return complain(command, "interrupted");
        }
    }

    private static int complainOfUsage(CommandLine.ParameterException e, String[] args) {
        complain(e.getCommandLine(), e.getMessage() + "; bench --help tells more");
        return CommandLine.ExitCode.USAGE;
    }

    private static int complain(CommandLine command, String reason) {
        command.getErr().println("bench: " + reason);
        return NOT_MEASURED;
    }

    private int measure(List<Mode> modes, PrintWriter out) throws IOException, InterruptedException {
        String startedAt = Clock.systemUTC().instant().toString();
        byte[] text = new byte[payload];
        Arrays.fill(text, (byte) 'x');
        List<Result> results = new ArrayList<>();
        try (Target server = Target.open(target, text);
                EventLoops loops = new EventLoops(threads)) {
            Arena arena = new Arena(
                    loops,
                    server.dialers(),
                    server.accounts(),
                    server.http(),
                    server.process(),
                    server.started().map(stack -> () -> Target.restart(stack)),
                    server.services(),
                    Clock.systemUTC(),
                    new SecureRandom());
            out.println("target: " + server.name() + " (" + server.durability() + ")");
            for (Mode mode : modes) {
                Result result = mode.run(arena);
                results.add(result);
                out.println(Table.of(result));
                out.flush();
                if (json != null) {
                    // After each mode, so that a later failure does not take what was measured.
                    new Report(server.name(), server.durability(), startedAt, Report.thisMachine(), results)
                            .write(json);
                }
            }
        }
        return results.stream().allMatch(Result::clean) ? 0 : VIOLATED;
    }
}
