package dev.doubletick.standalone.testing;

import dev.doubletick.standalone.cli.DoubletickCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** A {@code doubletick} command in a process of its own, on this test's class path. */
public final class ChildCommand implements AutoCloseable {

    private final Process process;
    private final Path out;
    private final Path err;

    private ChildCommand(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /**
     * Starts it.
     *
     * @param scratch for what it prints
     */
    public static ChildCommand start(Path scratch, List<String> arguments) throws IOException {
        return start(scratch, List.of(), arguments);
    }

    /**
     * Starts it.
     *
     * @param scratch for what it prints
     * @param jvmOptions more of them, for the language and the like
     */
    public static ChildCommand start(Path scratch, List<String> jvmOptions, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED",
                // A killed process leaves the native libraries there that it had unpacked.
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(jvmOptions);
        command.add(DoubletickCommand.class.getName());
        command.addAll(arguments);
        Path out = Files.createTempFile(scratch, "command", ".out");
        Path err = Files.createTempFile(scratch, "command", ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(scratch.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        return new ChildCommand(builder.start(), out, err);
    }

    /** The process. */
    public Process process() {
        return process;
    }

    /** What it has printed. */
    public String out() {
        return read(out);
    }

    /** What it has complained about. */
    public String err() {
        return read(err);
    }

    /** Waits for its end; answers the exit code. */
    public int exitCode(Duration patience) throws InterruptedException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still running after " + patience);
        }
        return process.exitValue();
    }

    /** Sends a signal by name. */
    public void signal(String name) throws IOException, InterruptedException {
        Processes.signal(process.toHandle(), name);
    }

    /** Ends it if it still runs, and waits. */
    @Override
    public void close() {
        process.destroy();
        try {
            process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            process.destroyForcibly();
            throw new AssertionError("did not end", e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
