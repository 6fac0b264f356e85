package dev.doubletick.standalone.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

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
}
