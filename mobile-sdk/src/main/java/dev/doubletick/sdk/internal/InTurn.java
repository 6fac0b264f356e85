package dev.doubletick.sdk.internal;

import dev.doubletick.sdk.internal.thread.Worker;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/** Lets work that takes several steps on the worker, and requests in between, run one after the other. Called from any thread. */
final class InTurn {

    private final Worker worker;
    /** Only the worker looks at these two. */
    private final Queue<Runnable> waiting = new ArrayDeque<>();

    private boolean busy;

    InTurn(Worker worker) {
        this.worker = worker;
    }

    /**
     * @param promise is completed when the work is over
     */
    void add(CompletableFuture<?> promise, Runnable work) {
        worker.execute(() -> {
            waiting.add(() -> start(promise, work));
            next();
        });
    }

    private void start(CompletableFuture<?> promise, Runnable work) {
        CompletableFuture<?> unused = promise.whenComplete((result, failure) -> worker.execute(() -> {
            busy = false;
            next();
        }));
        work.run();
    }

    private void next() {
        if (!busy) {
            Runnable work = waiting.poll();
            if (work != null) {
                busy = true;
                work.run();
            }
        }
    }
}
