package dev.doubletick.sdk.testing;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the SDK still holds of the process: threads, and open files. */
public final class Leftovers {

    /** The broker of these tests is in this process and has threads of its own, named after Doubletick, too. */
    private static final Pattern OURS = Pattern.compile("doubletick$|doubletick-(callbacks|link|http)|MQTT|OkHttp ");

    private Leftovers() {}

    /** Names of threads of the SDK or of the libraries beneath it, sorted. */
    public static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> OURS.matcher(name).lookingAt())
                // OkHttp's own, one for the whole process: it ends a minute after the last use.
                .filter(name -> !name.startsWith("OkHttp TaskRunner"))
                .sorted()
                .toList();
    }

    /** Fails if there are such threads. The last one may just be running out. */
    public static void assertNoThreads() {
        await().atMost(2, SECONDS)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(threads()).isEmpty());
    }

    /** Open files in this folder, by /proc, so on Linux only. */
    public static List<String> files(Path folder) {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .map(Leftovers::target)
                    .filter(target -> target.startsWith(folder.toString()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many sockets this process has open, by /proc, so on Linux only. */
    public static long sockets() {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .map(Leftovers::target)
                    .filter(target -> target.startsWith("socket:"))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same, once it has not changed for a second: a broker that has just started still connects to its database. */
    public static long socketsOnceQuiet() {
        long[] last = {-1};
        await().during(1, SECONDS).atMost(30, SECONDS).until(() -> {
            long now = sockets();
            boolean quiet = now == last[0];
            last[0] = now;
            return quiet;
        });
        return last[0];
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
