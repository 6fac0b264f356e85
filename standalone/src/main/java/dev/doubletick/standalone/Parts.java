package dev.doubletick.standalone;

import java.util.ArrayDeque;
import java.util.Deque;

/** What has been started, to be closed last to first. Each part is closed once, even if others fail. Safe on any thread. */
final class Parts implements AutoCloseable {

    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    synchronized <T extends AutoCloseable> T add(T part) {
        started.push(part);
        return part;
    }

    /** Closes everything because of a failure, to which it adds what goes wrong on the way. */
    synchronized void closeAfter(RuntimeException failure) {
        AutoCloseable part;
        while ((part = started.poll()) != null) {
            try {
                part.close();
            } catch (Exception e) {
                failure.addSuppressed(e);
            }
        }
    }

    /** Closes everything. A second call does nothing. */
    @Override
    public void close() {
        RuntimeException failure = new IllegalStateException("not everything ended cleanly");
        closeAfter(failure);
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }
}
