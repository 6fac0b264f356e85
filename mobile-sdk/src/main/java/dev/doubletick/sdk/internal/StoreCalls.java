package dev.doubletick.sdk.internal;

import dev.doubletick.sdk.internal.thread.Worker;
import dev.doubletick.sdk.store.MessageStore;
import dev.doubletick.sdk.store.StoreException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The app's calls, run one after the other on the worker with the store open. Called from any thread. */
final class StoreCalls {

    private static final Logger log = LoggerFactory.getLogger(StoreCalls.class);

    private final MessageStore store;
    private final Worker worker;
    private final Callbacks callbacks;
    private final Runnable opened;
    // Only the worker looks at these two.
    private boolean open;
    private boolean closed;

    /**
     * @param opened is run each time that the store was opened
     */
    StoreCalls(MessageStore store, Worker worker, Callbacks callbacks, Runnable opened) {
        this.store = store;
        this.opened = opened;
        this.worker = worker;
        this.callbacks = callbacks;
    }

    <T> CompletableFuture<T> call(Supplier<T> work) {
        CompletableFuture<T> promise = callbacks.promise();
        call(promise, work);
        return promise;
    }

    /**
     * The same for work that changes what an observer may see.
     *
     * @param next what follows from it. The promise is kept by then: it is about what is stored
     */
    <T> CompletableFuture<T> change(Supplier<T> work, Consumer<T> next) {
        CompletableFuture<T> promise = callbacks.promise();
        run(promise, () -> {
            T result = work.get();
            callbacks.ownChange();
            callbacks.complete(promise, result);
            next.accept(result);
        });
        return promise;
    }

    /** Completes the promise with what the work returns or throws. */
    <T> void call(CompletableFuture<T> promise, Supplier<T> work) {
        run(promise, () -> callbacks.complete(promise, work.get()));
    }

    /** Lets the promise fail if the work does; to complete it is up to the work. */
    void run(CompletableFuture<?> promise, Runnable work) {
        boolean accepted = worker.execute(() -> {
            try {
                open();
                work.run();
            } catch (RuntimeException | Error e) {
                if (!callbacks.fail(promise, e) && !(e instanceof ClosedException)) {
                    log.error("an error in the SDK, in what follows a call", e);
                }
            }
        });
        if (!accepted) {
            callbacks.fail(promise, new ClosedException());
        }
    }

    /** Opens the store with the first call; if that fails, each call tries again. */
    private void open() {
        if (closed) {
            throw new ClosedException();
        }
        if (!open) {
            store.open();
            open = true;
            opened.run();
        }
    }

    /** Closes the store; on the worker. */
    void close() {
        closed = true;
        try {
            store.close();
        } catch (StoreException e) {
            log.error("the message store did not close properly", e);
        }
    }
}
