package dev.doubletick.sdk.internal.flow;

import dev.doubletick.sdk.internal.ClosedException;
import dev.doubletick.sdk.internal.Observers;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscriber's view: whether there is something new, whether it wants it, and whether it is being read. At most one read is
 * under way and no item waits, so there is no buffer to overflow.
 */
final class StateSubscription<T> implements Flow.Subscription, Observers.Observer {

    private static final Logger log = LoggerFactory.getLogger(StateSubscription.class);

    private final Observers observers;
    private final Supplier<CompletableFuture<T>> read;
    private final Flow.Subscriber<? super T> subscriber;
    /** All that follows is guarded by this. */
    private long demand;

    private boolean stale = true;
    private boolean reading;
    private boolean over;
    private @Nullable Throwable misuse;
    private Optional<T> last = Optional.empty();

    StateSubscription(Observers observers, Supplier<CompletableFuture<T>> read, Flow.Subscriber<? super T> subscriber) {
        this.observers = observers;
        this.read = read;
        this.subscriber = subscriber;
    }

    @Override
    public void request(long count) {
        synchronized (this) {
            if (count < 1) {
                // Reactive Streams, rule 3.9. It is told where a read comes back: an item may just be on its way.
                misuse = new IllegalArgumentException("a demand is at least 1");
            } else {
                demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
            }
        }
        readIfDue();
    }

    @Override
    public void changed() {
        synchronized (this) {
            stale = true;
        }
        readIfDue();
    }

    private void readIfDue() {
        synchronized (this) {
            if (over || reading || (misuse == null && (!stale || demand == 0))) {
                return;
            }
            reading = true;
            stale = false;
        }
        // Reads on the SDK's own thread; the result comes with the app's callbacks.
        var unused = read.get().whenComplete((state, failure) -> {
            try {
                tell(state, failure);
            } catch (RuntimeException | Error e) {
                // Reactive Streams, rule 2.13: as if it had cancelled.
                end();
                log.error("an error in a subscriber, which is told nothing more", e);
            }
            readIfDue();
        });
    }

    private void tell(T state, @Nullable Throwable failure) {
        Throwable misused = misuse();
        if (misused != null) {
            fail(misused);
        } else if (failure == null) {
            answered(state);
        } else {
            refused(failure);
        }
    }

    private synchronized @Nullable Throwable misuse() {
        return misuse;
    }

    private void answered(T state) {
        boolean fresh;
        synchronized (this) {
            reading = false;
            fresh = !over && !last.equals(Optional.of(state));
            if (fresh) {
                last = Optional.of(state);
                demand--;
            }
        }
        if (fresh) {
            subscriber.onNext(state);
        }
    }

    private void refused(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (!(cause instanceof ClosedException)) {
            fail(cause);
        }
        // Else it was closed meanwhile, which is no error: the end comes in its turn, with the callbacks.
    }

    @Override
    public void ended() {
        if (end()) {
            subscriber.onComplete();
        }
    }

    private void fail(Throwable cause) {
        if (end()) {
            subscriber.onError(cause);
        }
    }

    @Override
    public void cancel() {
        end();
    }

    /** Whether it was not over yet. */
    private boolean end() {
        observers.remove(this);
        synchronized (this) {
            boolean first = !over;
            over = true;
            return first;
        }
    }
}
