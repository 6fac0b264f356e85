package dev.doubletick.sdk.internal;

import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.NotRegisteredException;
import dev.doubletick.sdk.internal.registration.Done;
import dev.doubletick.sdk.internal.registration.Exchange;
import dev.doubletick.sdk.internal.registration.Reply;
import dev.doubletick.sdk.store.MessageStore;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Asks the registration service on behalf of this phone's account. Called from any thread; goes on, on the worker. */
final class ServiceCalls {

    /** What is asked. */
    interface Request<A> {
        void send(Exchange service, Account as, Reply<A> reply);
    }

    private final Optional<Exchange> service;
    private final MessageStore store;
    private final StoreCalls calls;
    private final Callbacks callbacks;

    ServiceCalls(Optional<Exchange> service, MessageStore store, StoreCalls calls, Callbacks callbacks) {
        this.service = service;
        this.store = store;
        this.calls = calls;
        this.callbacks = callbacks;
    }

    /** Whether there is a service to ask. */
    boolean isKnown() {
        return service.isPresent();
    }

    /** Hands the answer to the app. */
    <A> CompletableFuture<A> ask(Request<A> request) {
        CompletableFuture<A> promise = callbacks.promise();
        ask(promise, request, answer -> callbacks.complete(promise, answer));
        return promise;
    }

    /** Tells the app that it was done. */
    CompletableFuture<Void> order(Request<Done> request) {
        CompletableFuture<Void> promise = callbacks.promise();
        ask(promise, request, done -> callbacks.complete(promise));
        return promise;
    }

    /** Goes on with the answer on the worker; everything else fails the promise. */
    <A> void ask(CompletableFuture<?> promise, Request<A> request, Consumer<A> answered) {
        ask(promise, request, answered, cause -> callbacks.fail(promise, cause));
    }

    /** Goes on with the answer on the worker, and also if there is none. */
    <A> void ask(CompletableFuture<?> promise, Request<A> request, Consumer<A> answered, Consumer<Exception> failed) {
        calls.run(promise, () -> {
            Account account = store.account().orElseThrow(NotRegisteredException::new);
            Exchange exchange = service.orElseThrow(
                    () -> new IllegalStateException("the builder was told no registration service"));
            request.send(exchange, account, new Reply<>() {
                @Override
                public void answered(A value) {
                    calls.run(promise, () -> answered.accept(value));
                }

                @Override
                public void failed(Exception cause) {
                    calls.run(promise, () -> failed.accept(cause));
                }
            });
        });
    }
}
