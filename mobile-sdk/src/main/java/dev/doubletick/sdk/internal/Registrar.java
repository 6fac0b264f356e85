package dev.doubletick.sdk.internal;

import dev.doubletick.sdk.internal.registration.RegistrationClient;
import dev.doubletick.sdk.internal.registration.Reply;
import dev.doubletick.sdk.internal.thread.Worker;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Asks the registration service on behalf of the app. Called from any thread. */
final class Registrar {

    private final Optional<RegistrationClient> service;
    private final Worker worker;
    private final Callbacks callbacks;

    Registrar(Optional<RegistrationClient> service, Worker worker, Callbacks callbacks) {
        this.service = service;
        this.worker = worker;
        this.callbacks = callbacks;
    }

    /**
     * Makes a request; if that is not possible at all, the promise fails. On the worker, because the first one has to read the
     * certificates that the platform believes, which may take a main thread too long.
     */
    void ask(CompletableFuture<?> promise, Consumer<RegistrationClient> request) {
        boolean accepted = worker.execute(() -> {
            try {
                request.accept(service.orElseThrow(
                        () -> new IllegalStateException("the builder was told no registration service")));
            } catch (RuntimeException | Error e) {
                callbacks.fail(promise, e);
            }
        });
        if (!accepted) {
            callbacks.fail(promise, new ClosedException());
        }
    }

    /** Hands on a good answer, on a thread of the HTTP client's; everything else fails the promise. */
    <T> Reply<T> reply(CompletableFuture<?> promise, Consumer<T> answered) {
        return new Reply<>() {
            @Override
            public void answered(T value) {
                answered.accept(value);
            }

            @Override
            public void failed(Exception cause) {
                callbacks.fail(promise, cause);
            }
        };
    }
}
