package dev.doubletick.sdk.internal.link.paho;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The threads of one connection, and keeping the phone number out of what they show. */
final class PahoThreads extends ScheduledThreadPoolExecutor {

    /** Opening and closing, and Paho's starter, receiver, sender, callbacks and pings. */
    private static final int MAX_THREADS = 6;

    /** Held, because java.util.logging forgets a configured logger that nobody holds. */
    private static final Logger PAHO_LOGGER = Logger.getLogger("org.eclipse.paho.mqttv5.client");

    static {
        // Paho prefixes what it logs with the client id, which is the whole phone number. What it has to say
        // reaches the app as the cause of a lost connection. Who sets a level of their own gets it all the same.
        if (PAHO_LOGGER.getLevel() == null) {
            PAHO_LOGGER.setLevel(Level.OFF);
        }
    }

    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /** Daemon threads, created as they are needed. */
    PahoThreads() {
        super(MAX_THREADS, task -> {
            Thread thread = new Thread(task, "doubletick-link");
            thread.setDaemon(true);
            return thread;
        });
        setRemoveOnCancelPolicy(true);
    }

    /** Completes when, after a shutdown, the last of them ends. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    @Override
    protected void terminated() {
        super.terminated();
        ended.complete(null);
    }

    /** Paho names its threads after the client id: renames the current one, so that no crash report shows the number. */
    static void hideNumber(String role) {
        Thread.currentThread().setName("doubletick-link-" + role);
    }
}
