package dev.doubletick.sdk.internal.thread;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Collects what comes in faster than it can be stored, so that one commit serves for several. Filled from any thread, emptied
 * on the worker, in order.
 */
public final class Batch<T> {

    /** A bound on how long one commit keeps all else waiting. */
    private static final int MAX_SIZE = 256;

    private final Worker worker;
    private final Consumer<List<T>> consumer;
    private final Queue<T> items = new ArrayDeque<>();
    private boolean scheduled;

    /**
     * @param consumer takes a batch, on the worker
     */
    public Batch(Worker worker, Consumer<List<T>> consumer) {
        this.worker = worker;
        this.consumer = consumer;
    }

    public void add(T item) {
        synchronized (items) {
            items.add(item);
            if (!scheduled) {
                scheduled = true;
                worker.execute(this::drain);
            }
        }
    }

    private void drain() {
        List<T> batch = new ArrayList<>();
        synchronized (items) {
            while (!items.isEmpty() && batch.size() < MAX_SIZE) {
                batch.add(items.remove());
            }
            scheduled = !items.isEmpty();
            if (scheduled) {
                worker.execute(this::drain);
            }
        }
        consumer.accept(batch);
    }
}
