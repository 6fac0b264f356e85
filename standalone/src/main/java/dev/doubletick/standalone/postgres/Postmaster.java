package dev.doubletick.standalone.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server process of a data directory, found through the postmaster.pid that it leaves there. It outlives a process of
 * ours that was killed; the caller holds the lock of the data folder, so whatever runs there has no owner any more.
 */
final class Postmaster {

    private static final Logger log = LoggerFactory.getLogger(Postmaster.class);

    private static final Duration FAST_SHUTDOWN = Duration.ofSeconds(10);
    private static final Duration AFTER_KILL = Duration.ofSeconds(5);

    private Postmaster() {}

    /**
     * Ends the server of this data directory, if one runs, and removes what would keep the next from starting.
     *
     * @throws PostgresStartException if it cannot be ended
     */
    static void end(Path dataDirectory) {
        Path pidFile = dataDirectory.resolve("postmaster.pid");
        running(pidFile, dataDirectory).ifPresent(Postmaster::stop);
        try {
            // Stale now. PostgreSQL would trust it if another process had got the number in the meantime.
            Files.deleteIfExists(pidFile);
        } catch (IOException e) {
            throw new PostgresStartException("the file " + pidFile + " cannot be removed: " + e, e);
        }
    }

    /**
     * Kills the server of this data directory, if one runs, with all of its processes. Leaves its traces to the next
     * {@link #end}.
     */
    static void kill(Path dataDirectory) {
        running(dataDirectory.resolve("postmaster.pid"), dataDirectory)
                .ifPresent(
                        postmaster -> kill(postmaster, postmaster.descendants().toList()));
    }

    private static Optional<ProcessHandle> running(Path pidFile, Path dataDirectory) {
        return read(pidFile)
                .flatMap(ProcessHandle::of)
                .filter(ProcessHandle::isAlive)
                .filter(process -> serves(process, dataDirectory));
    }

    /** The process number is the first line; PostgreSQL documentation, "Database File Layout". */
    private static Optional<Long> read(Path pidFile) {
        try {
            return Files.readAllLines(pidFile).stream().findFirst().map(line -> Long.parseLong(line.strip()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | NumberFormatException e) {
            log.warn("the file {} cannot be read: {}", pidFile, e.toString());
            return Optional.empty();
        }
    }

    /** Process numbers are reused, so a running process proves nothing. */
    private static boolean serves(ProcessHandle process, Path dataDirectory) {
        boolean postgres = process.info()
                .command()
                .map(command -> Path.of(command).endsWith("postgres"))
                .orElse(false);
        // Where the system does not tell arguments, the program has to do.
        boolean here = process.info()
                .commandLine()
                .map(line -> line.contains(dataDirectory.toString()))
                .orElse(true);
        return postgres && here;
    }

    private static void stop(ProcessHandle postmaster) {
        log.info("ending the PostgreSQL server {} that a killed process left behind", postmaster.pid());
        List<ProcessHandle> backends = postmaster.descendants().toList();
        // SIGINT is PostgreSQL's fast shutdown: it does not wait for clients, and nothing has to be recovered. Java
        // cannot send it, but every shell can.
        try {
            new ProcessBuilder("sh", "-c", "kill -INT " + postmaster.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            log.warn("no shell to send a signal with: {}", e.toString());
        }
        if (ended(postmaster, FAST_SHUTDOWN)) {
            return;
        }
        if (!kill(postmaster, backends)) {
            throw new PostgresStartException(
                    "the PostgreSQL server " + postmaster.pid() + " of an earlier start does not end");
        }
    }

    /** Answers whether the postmaster has ended. */
    private static boolean kill(ProcessHandle postmaster, List<ProcessHandle> backends) {
        log.warn("the PostgreSQL server {} does not stop, so it is killed", postmaster.pid());
        postmaster.destroyForcibly();
        backends.forEach(ProcessHandle::destroyForcibly);
        backends.forEach(process -> ended(process, AFTER_KILL));
        return ended(postmaster, AFTER_KILL);
    }

    private static boolean ended(ProcessHandle process, Duration patience) {
        CompletableFuture<ProcessHandle> exit = process.onExit();
        try {
            exit.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for a process does not fail", e);
        }
    }
}
