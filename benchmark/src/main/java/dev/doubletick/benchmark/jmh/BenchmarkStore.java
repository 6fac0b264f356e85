package dev.doubletick.benchmark.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * A folder for a benchmark's store, in the one that the system property {@code mailbox.folder} names, by default where
 * temporary files are.
 */
record BenchmarkStore(Path folder) implements AutoCloseable {

    static BenchmarkStore make() throws IOException {
        Path parent = Path.of(System.getProperty("mailbox.folder", System.getProperty("java.io.tmpdir")));
        return new BenchmarkStore(Files.createTempDirectory(Files.createDirectories(parent), "mailbox-benchmark"));
    }

    /** Deletes it. */
    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Starts everything, and then waits for all of it. */
    static <T> List<T> all(Stream<CompletionStage<T>> stages) {
        return stages.toList().stream().map(BenchmarkStore::await).toList();
    }

    static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
