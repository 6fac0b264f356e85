package dev.doubletick.standalone.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Looks for processes. */
public final class Processes {

    private Processes() {}

    /** The PostgreSQL servers that work in a folder. */
    public static List<ProcessHandle> postgres(Path folder) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains("bin/postgres") && line.contains(folder.toString()))
                        .isPresent())
                .toList();
    }

    /** Sends a signal by name. */
    public static void signal(ProcessHandle process, String name) throws IOException, InterruptedException {
        int code = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                .start()
                .waitFor();
        if (code != 0) {
            throw new AssertionError("kill answered " + code);
        }
    }

    /**
     * What Ctrl-C sends; or TERM where children inherit that it is ignored, as they do from a build that a shell runs in the
     * background.
     */
    public static String interruption() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return "INT";
        }
        try (Stream<String> lines = Files.lines(status)) {
            long ignored = lines.filter(line -> line.startsWith("SigIgn:"))
                    .mapToLong(line -> Long.parseUnsignedLong(
                            line.substring("SigIgn:".length()).strip(), 16))
                    .findFirst()
                    .orElse(0);
            return (ignored & 1 << 1) != 0 ? "TERM" : "INT";
        }
    }
}
