package dev.doubletick.sdk.internal.flow;

import dev.doubletick.sdk.internal.Observers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Supplier;

/** Publishes a state that can be read: at first, and when it may have changed. Leaves out items that equal the one before. */
public final class StatePublisher<T> implements Flow.Publisher<T> {

    private final Observers observers;
    private final Supplier<CompletableFuture<T>> read;

    /**
     * @param read reads the state; its futures complete on the callback executor
     */
    public StatePublisher(Observers observers, Supplier<CompletableFuture<T>> read) {
        this.observers = observers;
        this.read = read;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        StateSubscription<T> subscription = new StateSubscription<>(observers, read, subscriber);
        subscriber.onSubscribe(subscription);
        observers.add(subscription);
        // What changed before it was added.
        subscription.changed();
    }
}
