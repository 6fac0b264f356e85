package dev.doubletick.benchmark.stack;

import dev.doubletick.benchmark.traffic.LoadException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A whole Doubletick stack in a child process, {@code ./doubletick up} on free ports in a temporary folder. Closing it ends
 * the process, and whatever that started, by their ids, and deletes the folder. Safe on any thread.
 */
public final class DoubletickProcess implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("READY mqtt=(\\S+) ws=\\S+ http=(\\S+)");
    /** The script may have to build first. */
    private static final Duration START_LIMIT = Duration.ofMinutes(8);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

    private static final Pattern MAILBOX_OPEN = Pattern.compile("the mailbox is open after ([0-9]+) ms");

    private final Path script;
    private final Path folder;
    private volatile Run run;

    /** One process, and when and as what it was ready. */
    private record Run(Process process, long startedAt, CompletableFuture<Ready> ready) {}

    private record Ready(String mqtt, URI http, long at) {}

    private DoubletickProcess(Path script, Path folder) throws IOException {
        this.script = script;
        this.folder = folder;
        this.run = launch();
    }

    /**
     * Starts a stack and waits until it is ready.
     *
     * @param script the {@code doubletick} script
     * @throws LoadException if it does not become ready; what it said is in the message
     */
    public static DoubletickProcess start(Path script) throws IOException, InterruptedException {
        if (!Files.isExecutable(script)) {
            throw new LoadException(script + " is not there to start a stack with: name one with --doubletick, or a"
                    + " running server with --mqtt or --xmpp");
        }
        DoubletickProcess stack = new DoubletickProcess(script, Files.createTempDirectory("doubletick-bench"));
        try {
            stack.awaitReady();
            return stack;
        } catch (LoadException | InterruptedException e) {
            stack.close();
            throw e;
        }
    }

    private Run launch() throws IOException {
        long startedAt = System.nanoTime();
        Process process = new ProcessBuilder(
                        script.toAbsolutePath().toString(),
                        "up",
                        "--data",
                        folder.resolve("data").toString(),
                        "--mqtt-port",
                        "0",
                        "--ws-port",
                        "0",
                        "--http-port",
                        "0")
                .redirectError(folder.resolve("up.log").toFile())
                .start();
        Run launched = new Run(process, startedAt, new CompletableFuture<>());
        Thread reader = new Thread(() -> readOutput(launched), "stack-output");
        reader.setDaemon(true);
        reader.start();
        return launched;
    }

    /**
     * Kills the server (SIGKILL), starts it again with the same data, and waits until it is ready. Its addresses are others
     * then.
     *
     * @return how long that took from the start of the script
     * @throws LoadException if it does not become ready
     */
    public Duration restart() throws IOException, InterruptedException {
        ProcessHandle.of(pid()).ifPresent(ProcessHandle::destroyForcibly);
        Process killed = run.process();
        killed.destroyForcibly();
        if (!killed.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new LoadException("the stack does not end");
        }
        run = launch();
        awaitReady();
        return Duration.ofNanos(run.ready().join().at() - run.startedAt());
    }

    /**
     * How long the mailbox took to open, at the last start.
     *
     * @throws LoadException if the server's log does not say
     */
    public Duration mailboxOpened() throws IOException {
        Path log = folder.resolve("data").resolve("logs").resolve("doubletick.log");
        return Files.readAllLines(log).stream()
                .map(MAILBOX_OPEN::matcher)
                .filter(Matcher::find)
                .reduce((first, last) -> last)
                .map(matcher -> Duration.ofMillis(Long.parseLong(matcher.group(1))))
                .orElseThrow(() -> new LoadException(log + " does not say how long the mailbox took to open"));
    }

    private void awaitReady() throws InterruptedException {
        try {
            run.ready().get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw LoadException.because(e, lastWords());
        } catch (TimeoutException e) {
            throw new LoadException("the stack was not ready after " + START_LIMIT.toSeconds() + " s", e);
        }
    }

    /** Reads to the end, so that the child never blocks on a full pipe. */
    private static void readOutput(Run run) {
        CompletableFuture<Ready> ready = run.ready();
        try (BufferedReader lines = run.process().inputReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            while (line != null) {
                Matcher matcher = READY.matcher(line);
                if (matcher.matches()) {
                    ready.complete(new Ready(matcher.group(1), URI.create(matcher.group(2)), System.nanoTime()));
                }
                line = lines.readLine();
            }
            ready.completeExceptionally(new LoadException("the stack ended before it was ready"));
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
    }

    private String lastWords() {
        try {
            List<String> log = Files.readAllLines(folder.resolve("up.log"));
            return log.isEmpty() ? "" : ": " + log.get(log.size() - 1);
        } catch (IOException e) {
            return " (its log cannot be read: " + e.getMessage() + ")";
        }
    }

    /** Where phones connect, as {@code HOST:PORT}. */
    public String mqtt() {
        return run.ready().join().mqtt();
    }

    /** The registration service's base URL. */
    public URI http() {
        return run.ready().join().http();
    }

    /** What authorizes an operator. */
    public String operatorToken() throws IOException {
        return Files.readString(folder.resolve("data").resolve("operator-token"))
                .trim();
    }

    /** The server's own process: the script's, or the Java process that the script started. */
    public long pid() {
        return family().filter(member ->
                        member.info().command().filter(c -> c.endsWith("java")).isPresent())
                .findFirst()
                .map(ProcessHandle::pid)
                .orElse(run.process().pid());
    }

    private Stream<ProcessHandle> family() {
        Process process = run.process();
        return Stream.concat(Stream.of(process.toHandle()), process.descendants());
    }

    /** Ends the stack; does nothing the second time. */
    @Override
    public synchronized void close() {
        Process process = run.process();
        List<ProcessHandle> family = family().toList();
        ProcessHandle server = ProcessHandle.of(pid()).orElse(process.toHandle());
        // The server ends what it started, such as PostgreSQL; only what is left then is ended from here.
        server.destroy();
        process.destroy();
        awaitEnd(server);
        awaitEnd(process.toHandle());
        family.forEach(ProcessHandle::destroy);
        for (ProcessHandle member : family) {
            if (!awaitEnd(member)) {
                member.destroyForcibly();
                awaitEnd(member);
            }
        }
        deleteFolder();
    }

    private static boolean awaitEnd(ProcessHandle member) {
        try {
            member.onExit().get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void deleteFolder() {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }
}
