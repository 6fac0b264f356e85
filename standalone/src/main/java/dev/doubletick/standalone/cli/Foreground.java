package dev.doubletick.standalone.cli;

import dev.doubletick.operator.LogFile;
import java.io.PrintWriter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What runs in a terminal until the process is told to end, and then ends in an orderly way. */
public final class Foreground {

    /** Starts something; is given what to tell each step in words for people. Fails with nothing left running. */
    public interface Start<T, E extends Exception> {
        T start(Consumer<String> progress) throws E;
    }

    private Foreground() {}

    /**
     * Starts it, says what there is to say, and stays until the process is told to end: does not return. {@link
     * LogFile#writeTo} comes before.
     *
     * @param ready the last lines that are printed: whoever waits for the start waits for them
     */
    public static <T extends AutoCloseable, E extends Exception> void run(
            PrintWriter out, Start<T, E> start, Function<T, String> ready) throws E, InterruptedException {
        CompletableFuture<T> started = new CompletableFuture<>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(started), "shutdown"));
        T running;
        try {
            running = start.start(step -> say(out, step));
            started.complete(running);
        } catch (Exception | Error e) {
            started.completeExceptionally(e);
            throw e;
        }
        LogFile.captureJavaUtilLogging();
        say(out, ready.apply(running));
        // The shutdown hook does the rest.
        new CountDownLatch(1).await();
    }

    private static void say(PrintWriter out, String text) {
        out.println(text);
        out.flush();
    }

    /** A start that is under way is waited for: half of it is harder to end than all of it. */
    private static <T extends AutoCloseable> void stop(CompletableFuture<T> started) {
        started.handle((running, failure) -> {
                    if (running != null) {
                        close(running);
                    }
                    return true;
                })
                .join();
    }

    private static void close(AutoCloseable running) {
        try {
            running.close();
        } catch (Exception e) {
            logger().error("not everything ended cleanly", e);
        }
    }

    /** Not before {@link LogFile#writeTo}. */
    private static Logger logger() {
        return LoggerFactory.getLogger(Foreground.class);
    }
}
