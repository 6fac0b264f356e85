package dev.doubletick.sdk.internal;

import dev.doubletick.sdk.PushToken;
import dev.doubletick.sdk.internal.registration.PushTokenClient;
import java.util.concurrent.CompletableFuture;

/** The app's calls about where it can be woken. Called from any thread. */
public final class PushCalls {

    private final ServiceCalls service;

    PushCalls(ServiceCalls service) {
        this.service = service;
    }

    public CompletableFuture<Void> register(PushToken token) {
        return service.order((exchange, as, reply) -> new PushTokenClient(exchange).put(as, token, reply));
    }

    public CompletableFuture<Void> unregister(PushToken token) {
        return service.order((exchange, as, reply) -> new PushTokenClient(exchange).delete(as, token, reply));
    }
}
