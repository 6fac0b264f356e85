package dev.doubletick.benchmark.mode;

import dev.doubletick.benchmark.process.ProcessMeter;
import java.io.IOException;
import java.time.Duration;

/** Kills the server and starts it again with the same data. */
@FunctionalInterface
public interface Restarts {

    /**
     * Does it, and returns when the server is ready again.
     *
     * @throws dev.doubletick.benchmark.traffic.LoadException if it does not come back
     */
    Restarted restart() throws IOException, InterruptedException;

    /**
     * How it went.
     *
     * @param ready from the start of the new process until it said that it is ready
     * @param mailboxOpen the part of it that opening the mailbox took
     * @param process the new process
     */
    record Restarted(Duration ready, Duration mailboxOpen, ProcessMeter process) {}
}
