package dev.doubletick.broker;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has been started so far, closed in reverse order: when it is no longer wanted, or when what comes next does not start. For
 * one thread.
 */
final class Started implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Started.class);

    private final Deque<Runnable> closings = new ArrayDeque<>();

    /** Remembers how to undo what was just started. */
    void closedBy(Runnable closing) {
        closings.push(closing);
    }

    /** Remembers to interrupt it. */
    ExecutorService executor(ExecutorService executor) {
        closedBy(executor::shutdownNow);
        return executor;
    }

    /** What one of them throws does not keep the others open. */
    @Override
    public void close() {
        while (!closings.isEmpty()) {
            try {
                closings.pop().run();
            } catch (RuntimeException e) {
                log.error("a part of Doubletick did not close", e);
            }
        }
    }
}
