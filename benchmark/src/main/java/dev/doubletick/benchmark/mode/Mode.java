package dev.doubletick.benchmark.mode;

import dev.doubletick.benchmark.report.Result;
import java.io.IOException;
import picocli.CommandLine.Option;

/** One thing to do to a server, bounded in count and time. The options are the fields of its subclasses. */
public abstract class Mode {

    @Option(
            names = "--label",
            defaultValue = "",
            description = "Tells this run apart from others of the same mode in the report.")
    String label = "";

    /** The word on the command line. */
    public abstract String name();

    /**
     * Does it, and leaves no phone connected.
     *
     * @throws dev.doubletick.benchmark.traffic.LoadException if it could not be done
     */
    public abstract Result run(Arena arena) throws IOException, InterruptedException;

    final Result.Builder result() {
        return new Result.Builder(name(), label);
    }

    static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
