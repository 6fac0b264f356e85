package dev.doubletick.standalone.testing;

import dev.doubletick.standalone.cli.DoubletickCommand;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** {@code doubletick up} in a process of its own, on this test's class path. */
public final class ChildUp implements AutoCloseable {

    private static final Pattern READY = Pattern.compile(
            "READY mqtt=(127\\.0\\.0\\.1:[0-9]+) ws=(127\\.0\\.0\\.1:[0-9]+) http=(http://127\\.0\\.0\\.1:[0-9]+)");

    private final Process process;
    private final Path out;
    private final Path err;

    private ChildUp(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /**
     * Starts it on free ports.
     *
     * @param scratch for what it prints
     * @param options more options, which win
     */
    public static ChildUp start(Path scratch, Path data, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                "-cp",
                System.getProperty("java.class.path"),
                DoubletickCommand.class.getName(),
                "up",
                "--data",
                data.toString()));
        List<String> ports = new ArrayList<>(List.of("--mqtt-port=0", "--ws-port=0", "--http-port=0"));
        for (String option : options) {
            ports.removeIf(port -> port.startsWith(option.split("=", 2)[0]));
            ports.add(option);
        }
        command.addAll(ports);
        Path out = Files.createTempFile(scratch, "up", ".out");
        Path err = Files.createTempFile(scratch, "up", ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(scratch.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        return new ChildUp(builder.start(), out, err);
    }

    /** Waits until it says READY. */
    public ChildUp awaitReady() {
        Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> !process.isAlive() || out().contains("READY "));
        if (!process.isAlive()) {
            throw new AssertionError("ended: " + out() + err());
        }
        return this;
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

    /** The HTTP address in its READY line. */
    public URI http() {
        return URI.create(ready().group(3));
    }

    /** The MQTT address in its READY line. */
    public URI mqtt() {
        return URI.create("mqtt://" + ready().group(1));
    }

    private Matcher ready() {
        Matcher matcher = READY.matcher(out());
        if (!matcher.find()) {
            throw new AssertionError("no READY line in " + out());
        }
        return matcher;
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
        int code = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                .start()
                .waitFor();
        if (code != 0) {
            throw new AssertionError("kill answered " + code);
        }
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
