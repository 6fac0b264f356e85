package dev.doubletick.sdk.internal;

import dev.doubletick.sdk.internal.registration.RegistrationClient;
import dev.doubletick.sdk.internal.registration.Reply;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Asks the registration service on behalf of the app. Called from any thread. */
final class Registrar {

    private final Optional<RegistrationClient> service;
    private final Callbacks callbacks;

    Registrar(Optional<RegistrationClient> service, Callbacks callbacks) {
        this.service = service;
        this.callbacks = callbacks;
    }

    /** Makes a request; if that is not possible at all, the promise fails. */
    void ask(CompletableFuture<?> promise, Consumer<RegistrationClient> request) {
        try {
            request.accept(service.orElseThrow(
                    () -> new IllegalStateException("the builder was told no registration service")));
        } catch (RuntimeException e) {
            callbacks.fail(promise, e);
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
