package dev.doubletick.sdk.internal;

import dev.doubletick.sdk.internal.thread.Worker;
import dev.doubletick.sdk.store.MessageStore;
import java.util.concurrent.CompletableFuture;

/** The end of an account on this phone: disconnects, and empties the store. Runs on the worker, with an open store. */
final class Departure {

    private final MessageStore store;
    private final Worker worker;
    private final StoreCalls calls;
    private final Callbacks callbacks;
    private final Session session;
    private final Messages messages;
    private final Blocks blocks;
    private boolean wasOpen;

    Departure(
            MessageStore store,
            Worker worker,
            StoreCalls calls,
            Callbacks callbacks,
            Session session,
            Messages messages,
            Blocks blocks) {
        this.store = store;
        this.worker = worker;
        this.calls = calls;
        this.callbacks = callbacks;
        this.session = session;
        this.messages = messages;
        this.blocks = blocks;
    }

    /** Disconnects, so that the phone does not hear from the server that its account is gone before it knows by itself. */
    void begin() {
        wasOpen = session.isOpen();
        session.leave();
    }

    /** It stays after all. */
    void giveUp() {
        if (wasOpen) {
            store.account().ifPresent(session::start);
        }
    }

    /** Empties the store once no link is left that could bring something into it. */
    void complete(CompletableFuture<Void> promise) {
        session.leave();
        CompletableFuture<?> unused = session.released()
                .whenComplete((released, failure) -> worker.execute(() -> calls.run(promise, () -> clear(promise))));
    }

    private void clear(CompletableFuture<Void> promise) {
        store.clear();
        session.forgetArrivals();
        blocks.cleared();
        messages.cleared();
        callbacks.ownChange();
        callbacks.complete(promise);
    }
}
