package dev.doubletick.sdk.internal;

import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.internal.connection.Backoff;
import dev.doubletick.sdk.internal.link.BrokerAddress;
import dev.doubletick.sdk.internal.registration.AccountClient;
import dev.doubletick.sdk.internal.registration.Done;
import dev.doubletick.sdk.internal.thread.Worker;
import dev.doubletick.sdk.internal.thread.Worker.Timer;
import dev.doubletick.sdk.store.MessageStore;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the registration service where the brokers are when none can be reached: they may have moved since this phone registered.
 * Not at once, and at times of its own choice, so that a broker that is down does not bring all its phones to the service. Runs on
 * the worker, with an open store.
 */
final class BrokerLookup {

    private static final Logger log = LoggerFactory.getLogger(BrokerLookup.class);

    /** One failure is a bad moment, two are a broker that starts anew. Each address has its turn as well. */
    private static final int FAILURES = 3;

    /** Nobody's list is longer, and trying one address after the other takes time. */
    private static final int MAX_ADDRESSES = 32;

    /** As long as that, at first, phones that have lost the same broker spread their questions where it is. */
    private static final Duration BASE = Duration.ofSeconds(10);

    private static final Duration CAP = Duration.ofMinutes(15);

    private final MessageStore store;
    private final Worker worker;
    private final ServiceCalls service;
    private final Callbacks callbacks;
    private final Backoff backoff;
    private final Consumer<Account> moved;
    private int failures;
    private @Nullable Timer next;
    private boolean asking;

    /**
     * @param moved gets the account with other addresses, once it is stored
     */
    BrokerLookup(
            MessageStore store,
            Worker worker,
            ServiceCalls service,
            Callbacks callbacks,
            SecureRandom random,
            Consumer<Account> moved) {
        this.store = store;
        this.worker = worker;
        this.service = service;
        this.callbacks = callbacks;
        this.backoff = new Backoff(BASE, CAP, random);
        this.moved = moved;
    }

    /**
     * An attempt to connect has failed, or a connection was lost.
     *
     * @param addresses how many there are to try
     */
    void failed(int addresses) {
        failures++;
        if (failures >= Math.max(FAILURES, addresses) && next == null && !asking && service.isKnown()) {
            next = worker.schedule(this::ask, backoff.next());
        }
    }

    /** There is a connection: what is known is right. */
    void connected() {
        startOver();
    }

    /** What failed before may have been the network's fault. */
    void networkAvailable() {
        startOver();
    }

    private void startOver() {
        failures = 0;
        backoff.reset();
        stop();
    }

    /** Asks no more. */
    void stop() {
        if (next != null) {
            next.cancel();
            next = null;
        }
    }

    private void ask() {
        next = null;
        asking = true;
        CompletableFuture<Done> promise = callbacks.promise();
        service.<List<URI>>ask(
                promise,
                (exchange, as, reply) -> new AccountClient(exchange).brokers(as, reply),
                brokers -> {
                    asking = false;
                    callbacks.complete(promise, Done.DONE);
                    answered(brokers);
                },
                cause -> {
                    asking = false;
                    callbacks.complete(promise, Done.DONE);
                    log.info("cannot ask where the brokers are: {}", cause.toString());
                });
    }

    private void answered(List<URI> brokers) {
        if (brokers.size() > MAX_ADDRESSES
                || brokers.stream().noneMatch(uri -> BrokerAddress.of(uri).isPresent())) {
            log.warn("the service names no broker that this version can use: going on with those that are known");
            return;
        }
        store.account().filter(account -> !account.brokers().equals(brokers)).ifPresent(account -> {
            Account now = Account.of(account.phone(), account.credential(), brokers);
            store.saveAccount(now);
            log.info("the brokers have moved");
            moved.accept(now);
        });
    }
}
