package dev.doubletick.standalone.testing;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** {@code doubletick up} in a process of its own, on this test's class path. */
public final class ChildUp implements AutoCloseable {

    private static final Pattern READY = Pattern.compile(
            "READY (mqtts?)=(127\\.0\\.0\\.1:[0-9]+) wss?=(127\\.0\\.0\\.1:[0-9]+) https?=(https?://127\\.0\\.0\\.1:[0-9]+)");

    private final ChildCommand command;

    private ChildUp(ChildCommand command) {
        this.command = command;
    }

    /**
     * Starts it on free ports.
     *
     * @param scratch for what it prints
     * @param options more options, which win
     */
    public static ChildUp start(Path scratch, Path data, String... options) throws IOException {
        return start(scratch, List.of(), data, options);
    }

    /**
     * Starts it on free ports.
     *
     * @param scratch for what it prints
     * @param jvmOptions more of them, for the language and the like
     * @param options more options, which win
     */
    public static ChildUp start(Path scratch, List<String> jvmOptions, Path data, String... options)
            throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("up", "--mqtt-port=0", "--ws-port=0", "--http-port=0", "--data", data.toString()));
        for (String option : options) {
            arguments.removeIf(given -> given.startsWith(option.split("=", 2)[0]));
            arguments.add(option);
        }
        return new ChildUp(ChildCommand.start(scratch, jvmOptions, arguments));
    }

    /** Waits until it says READY. */
    public ChildUp awaitReady() {
        Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> !process().isAlive() || out().contains("READY "));
        if (!process().isAlive()) {
            throw new AssertionError("ended: " + out() + err());
        }
        return this;
    }

    /** The process. */
    public Process process() {
        return command.process();
    }

    /** What it has printed. */
    public String out() {
        return command.out();
    }

    /** What it has complained about. */
    public String err() {
        return command.err();
    }

    /** The HTTP address in its READY line. */
    public URI http() {
        return URI.create(ready().group(4));
    }

    /** The MQTT address in its READY line. */
    public URI mqtt() {
        return URI.create(ready().group(1) + "://" + ready().group(2));
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
        return command.exitCode(patience);
    }

    /** Sends a signal by name. */
    public void signal(String name) throws IOException, InterruptedException {
        command.signal(name);
    }

    /** Ends it if it still runs, and waits. */
    @Override
    public void close() {
        command.close();
    }
}
