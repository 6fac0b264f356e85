package dev.doubletick.sdk.internal;

import dev.doubletick.sdk.AccountDevice;
import dev.doubletick.sdk.AccountInfo;
import dev.doubletick.sdk.Privacy;
import dev.doubletick.sdk.internal.registration.AccountClient;
import dev.doubletick.sdk.internal.registration.Done;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The app's calls about its account. Called from any thread. */
public final class AccountCalls {

    private final ServiceCalls service;
    private final StoreCalls calls;
    private final Callbacks callbacks;
    private final Sharing sharing;
    private final Departure departure;
    private final InTurn turns;

    AccountCalls(
            ServiceCalls service,
            StoreCalls calls,
            Callbacks callbacks,
            Sharing sharing,
            Departure departure,
            InTurn turns) {
        this.service = service;
        this.calls = calls;
        this.callbacks = callbacks;
        this.sharing = sharing;
        this.departure = departure;
        this.turns = turns;
    }

    public CompletableFuture<AccountInfo> info() {
        return service.ask((exchange, as, reply) -> new AccountClient(exchange).info(as, reply));
    }

    public CompletableFuture<Void> setRegistrationLock(String pin) {
        return service.order((exchange, as, reply) -> new AccountClient(exchange).setRegistrationLock(as, pin, reply));
    }

    public CompletableFuture<Void> removeRegistrationLock() {
        return service.order((exchange, as, reply) -> new AccountClient(exchange).removeRegistrationLock(as, reply));
    }

    public CompletableFuture<Privacy> privacy() {
        CompletableFuture<Privacy> promise = callbacks.promise();
        turns.add(promise, () -> calls.run(promise, () -> sharing.privacy(promise)));
        return promise;
    }

    public CompletableFuture<Privacy> setPrivacy(Privacy privacy) {
        CompletableFuture<Privacy> promise = callbacks.promise();
        turns.add(promise, () -> calls.run(promise, () -> sharing.setPrivacy(promise, privacy)));
        return promise;
    }

    public CompletableFuture<List<AccountDevice>> devices() {
        return service.ask((exchange, as, reply) -> new AccountClient(exchange).devices(as, reply));
    }

    public CompletableFuture<Void> revokeDevice(String id) {
        return service.order((exchange, as, reply) -> new AccountClient(exchange).revokeDevice(as, id, reply));
    }

    public CompletableFuture<String> export() {
        return service.ask((exchange, as, reply) -> new AccountClient(exchange).export(as, reply));
    }

    public CompletableFuture<Void> delete() {
        CompletableFuture<Void> promise = callbacks.promise();
        turns.add(
                promise,
                () -> service.<Done>ask(
                        promise,
                        (exchange, as, reply) -> {
                            departure.begin();
                            new AccountClient(exchange).delete(as, reply);
                        },
                        done -> departure.complete(promise),
                        cause -> {
                            departure.giveUp();
                            callbacks.fail(promise, cause);
                        }));
        return promise;
    }

    public CompletableFuture<Void> wipe() {
        CompletableFuture<Void> promise = callbacks.promise();
        turns.add(promise, () -> calls.run(promise, () -> departure.complete(promise)));
        return promise;
    }
}
