package dev.doubletick.sample.phones.page;

import io.javalin.http.sse.SseClient;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One browser that looks at the page. What it is to be sent waits in a queue, so that a slow one holds up nobody; one that is too
 * slow is hung up on, connects again, and gets the page as it is then.
 */
final class Viewer {

    private static final int CAPACITY = 500;
    private static final long KEEP_ALIVE_SECONDS = 10;

    private final SseClient client;
    private final BlockingQueue<String> patches = new LinkedBlockingQueue<>(CAPACITY);
    private final Thread writer = new Thread(this::write, "page-viewer");

    Viewer(SseClient client) {
        this.client = client;
        client.keepAlive();
        writer.setDaemon(true);
    }

    void start() {
        writer.start();
    }

    /** Does not wait. Returns whether the browser is still there. */
    boolean send(String patch) {
        if (client.terminated()) {
            return false;
        }
        if (!patches.offer(patch)) {
            close();
            return false;
        }
        return true;
    }

    private void write() {
        try {
            while (!client.terminated()) {
                String patch = patches.poll(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
                if (patch == null) {
                    // Also how one learns that nobody listens any more.
                    client.sendComment("still here");
                } else {
                    client.sendEvent("patch", patch);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            client.close();
        }
    }

    void close() {
        writer.interrupt();
    }
}
