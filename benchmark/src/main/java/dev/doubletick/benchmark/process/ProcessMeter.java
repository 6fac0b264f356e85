package dev.doubletick.benchmark.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Reads what one process uses. Safe on any thread. */
public final class ProcessMeter {

    private static final String RSS = "VmRSS:";

    private final ProcessHandle process;

    private ProcessMeter(ProcessHandle process) {
        this.process = process;
    }

    public static ProcessMeter ofSelf() {
        return new ProcessMeter(ProcessHandle.current());
    }

    /**
     * @throws IllegalArgumentException if there is no such process
     */
    public static ProcessMeter of(long pid) {
        return new ProcessMeter(ProcessHandle.of(pid)
                .orElseThrow(() -> new IllegalArgumentException("there is no process with the id " + pid)));
    }

    public long pid() {
        return process.pid();
    }

    /** Processor time so far, of all its threads, in steps of 10 ms; zero where the platform does not tell. */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /**
     * Resident set size in KiB, from {@code /proc/PID/status}.
     *
     * @throws UncheckedIOException if the process is gone, or the platform has no {@code /proc}
     */
    public long rssKib() {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith(RSS))
                    .map(line -> line.substring(RSS.length()).replace("kB", "").trim())
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElseThrow(() -> new IOException(status + " names no " + RSS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
