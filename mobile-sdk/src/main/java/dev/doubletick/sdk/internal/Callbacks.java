package dev.doubletick.sdk.internal;

import dev.doubletick.protocol.ChatState;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Presence;
import dev.doubletick.sdk.ConnectionState;
import dev.doubletick.sdk.Contact;
import dev.doubletick.sdk.DoubletickListener;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.MessageFailure;
import dev.doubletick.sdk.internal.live.LiveEvents;
import dev.doubletick.sdk.internal.thread.CallbackQueue;
import dev.doubletick.sdk.internal.thread.Worker;
import dev.doubletick.sdk.internal.thread.WorkerThread;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The way back to the app: listener calls and the completion of futures, in one order on one executor. Safe on any thread.
 */
@SuppressWarnings("CollectionUndefinedEquality") // Futures are equal if they are the same, which is what is meant.
final class Callbacks implements LiveEvents {

    private final DoubletickListener listener;
    private final CallbackQueue queue;
    /** A thread of our own, where the app brought no executor. */
    private final Optional<WorkerThread> thread;

    private final Observers observers = new Observers();
    private final Set<CompletableFuture<?>> pending = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Callbacks(DoubletickListener listener, Worker worker, Optional<Executor> executor) {
        this.listener = listener;
        if (executor.isPresent()) {
            this.thread = Optional.empty();
            this.queue = new CallbackQueue(worker, executor.get());
        } else {
            WorkerThread own = new WorkerThread("doubletick-callbacks");
            this.thread = Optional.of(own);
            this.queue = new CallbackQueue(worker, own::execute);
        }
    }

    void message(Message message) {
        tell(() -> listener.onMessage(message));
    }

    void status(Message message) {
        tell(() -> listener.onMessageStatus(message));
    }

    /** The other side changed a message. */
    void changed(Message message) {
        tell(() -> listener.onMessageChanged(message));
    }

    /** A message disappeared. */
    void removed(Message message) {
        tell(() -> listener.onMessageRemoved(message.key()));
    }

    /** The server refused what this phone did to a message. */
    void changeRefused(Message message, MessageFailure reason) {
        tell(() -> listener.onChangeRefused(message, reason));
    }

    /** The app itself changed something. */
    void ownChange() {
        queue.execute(observers::changed);
    }

    Observers observers() {
        return observers;
    }

    void connection(ConnectionState state) {
        tell(() -> listener.onConnectionState(state));
    }

    @Override
    public void presence(PhoneNumber who, Presence presence) {
        tellOfThisMoment(() -> listener.onPresence(who, presence));
    }

    @Override
    public void chatState(PhoneNumber from, ChatState state) {
        tellOfThisMoment(() -> listener.onChatState(from, state));
    }

    /** Some of the address book are registered, and were not known to be. */
    void contactsRegistered(List<Contact> contacts) {
        tell(() -> listener.onContactsRegistered(contacts));
    }

    private void tell(Runnable call) {
        tellOfThisMoment(() -> {
            observers.changed();
            call.run();
        });
    }

    /** Of something that is in no store: who observes those has nothing to look for. */
    private void tellOfThisMoment(Runnable call) {
        queue.execute(() -> {
            if (!closed) {
                call.run();
            }
        });
    }

    /** A future for the app, which {@link #complete} or {@link #fail}, or else the end, will complete. */
    <T> CompletableFuture<T> promise() {
        CompletableFuture<T> promise = new CompletableFuture<>();
        pending.add(promise);
        if (closed) {
            abandon(promise);
        }
        return promise;
    }

    <T> void complete(CompletableFuture<T> promise, T value) {
        queue.execute(() -> {
            pending.remove(promise);
            promise.complete(value);
        });
    }

    /** The same where there is nothing to hand over. */
    void complete(CompletableFuture<Void> promise) {
        queue.execute(() -> {
            pending.remove(promise);
            promise.complete(null);
        });
    }

    void fail(CompletableFuture<?> promise, Throwable cause) {
        queue.execute(() -> {
            pending.remove(promise);
            promise.completeExceptionally(cause);
        });
    }

    private void abandon(CompletableFuture<?> promise) {
        pending.remove(promise);
        promise.completeExceptionally(new IllegalStateException("this Doubletick is closed"));
    }

    /** The end begins: it is what futures fail with, and not its consequences. Those who observe are told, too. */
    void end() {
        pending.forEach(this::abandon);
        queue.execute(observers::end);
    }

    /** No listener call begins any more, and whoever waits for a future waits no longer. */
    void close(Duration timeout) throws InterruptedException {
        closed = true;
        pending.forEach(this::abandon);
        @Nullable WorkerThread own = thread.orElse(null);
        if (own != null) {
            own.shutdown();
            if (!own.isCurrent()) {
                own.awaitEnd(timeout);
            }
        }
    }
}
