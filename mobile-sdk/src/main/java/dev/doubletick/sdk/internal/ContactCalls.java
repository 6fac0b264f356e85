package dev.doubletick.sdk.internal;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Contact;
import dev.doubletick.sdk.ProblemException;
import dev.doubletick.sdk.internal.contacts.AddressBook;
import dev.doubletick.sdk.internal.registration.AccountClient;
import dev.doubletick.sdk.internal.registration.ContactClient;
import dev.doubletick.sdk.internal.registration.ContactClient.Found;
import dev.doubletick.sdk.internal.registration.Done;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The app's calls about its address book and about blocking. Called from any thread. */
public final class ContactCalls {

    private static final Logger log = LoggerFactory.getLogger(ContactCalls.class);

    private static final int TOO_MANY_REQUESTS = 429;

    private final AddressBook addressBook;
    private final Blocks blocks;
    private final Sharing sharing;
    private final ServiceCalls service;
    private final StoreCalls calls;
    private final Callbacks callbacks;
    private final Messages messages;
    private final InTurn turns;

    ContactCalls(
            AddressBook addressBook,
            Blocks blocks,
            Sharing sharing,
            ServiceCalls service,
            StoreCalls calls,
            Callbacks callbacks,
            Messages messages,
            InTurn turns) {
        this.addressBook = addressBook;
        this.blocks = blocks;
        this.sharing = sharing;
        this.service = service;
        this.calls = calls;
        this.callbacks = callbacks;
        this.messages = messages;
        this.turns = turns;
    }

    public CompletableFuture<List<Contact>> sync(Collection<String> numbers, String defaultRegion) {
        CompletableFuture<List<Contact>> promise = callbacks.promise();
        // As it is now, whatever the app does with its collection.
        Sync sync = new Sync(promise, new ArrayList<>(numbers), defaultRegion.toUpperCase(Locale.ROOT));
        turns.add(promise, () -> calls.run(promise, sync::begin));
        return promise;
    }

    /** One synchronization, from request to request. On the worker. */
    private final class Sync {

        private final CompletableFuture<List<Contact>> promise;
        private final List<String> numbers;
        private final String region;

        private Sync(CompletableFuture<List<Contact>> promise, List<String> numbers, String region) {
            this.promise = promise;
            this.numbers = numbers;
            this.region = region;
        }

        private void begin() {
            AddressBook.Due due = addressBook.update(numbers, region);
            lookUp(due.unknown(), false, () -> lookUp(due.stale(), true, this::share));
        }

        /**
         * @param dispensable whether it does no harm if the server does not want to be asked that much now
         */
        private void lookUp(List<String> due, boolean dispensable, Runnable next) {
            if (due.isEmpty()) {
                next.run();
                return;
            }
            int size = ContactClient.portion(due);
            List<String> batch = due.subList(0, size);
            service.<Found>ask(
                    promise,
                    (exchange, as, reply) -> new ContactClient(exchange).lookup(as, batch, region, reply),
                    found -> {
                        List<Contact> fresh = addressBook.learn(batch, region, found);
                        if (!fresh.isEmpty()) {
                            callbacks.contactsRegistered(fresh);
                        }
                        lookUp(due.subList(size, due.size()), dispensable, next);
                    },
                    cause -> {
                        if (dispensable && isLimit(cause)) {
                            log.info("known contacts are looked up again another time: {}", cause.getMessage());
                            next.run();
                        } else {
                            callbacks.fail(promise, cause);
                        }
                    });
        }

        private void share() {
            sharing.settle(promise, () -> callbacks.complete(promise, addressBook.registered(numbers)));
        }
    }

    private static boolean isLimit(Exception cause) {
        return cause instanceof ProblemException && ((ProblemException) cause).status() == TOO_MANY_REQUESTS;
    }

    public CompletableFuture<List<Contact>> registered() {
        return calls.call(addressBook::registered);
    }

    public CompletableFuture<Void> block(PhoneNumber phone) {
        CompletableFuture<Void> promise = callbacks.promise();
        turns.add(
                promise,
                () -> learnBlocks(
                        promise,
                        () -> service.<Done>ask(
                                promise,
                                (exchange, as, reply) -> new AccountClient(exchange).block(as, phone, reply),
                                done -> {
                                    blocks.add(phone);
                                    messages.seen().forget(phone);
                                    callbacks.ownChange();
                                    callbacks.complete(promise);
                                })));
        return promise;
    }

    public CompletableFuture<Void> unblock(PhoneNumber phone) {
        CompletableFuture<Void> promise = callbacks.promise();
        turns.add(
                promise,
                () -> learnBlocks(
                        promise,
                        () -> service.<Done>ask(
                                promise,
                                (exchange, as, reply) -> new AccountClient(exchange).unblock(as, phone, reply),
                                done -> {
                                    blocks.remove(phone);
                                    callbacks.ownChange();
                                    callbacks.complete(promise);
                                })));
        return promise;
    }

    public CompletableFuture<List<PhoneNumber>> blocked() {
        CompletableFuture<List<PhoneNumber>> promise = callbacks.promise();
        turns.add(promise, () -> learnBlocks(promise, () -> callbacks.complete(promise, blocks.newestFirst())));
        return promise;
    }

    /** Asks the server whom the account has blocked, where that is not known yet, and goes on. */
    private void learnBlocks(CompletableFuture<?> promise, Runnable next) {
        calls.run(promise, () -> {
            if (blocks.areKnown()) {
                next.run();
                return;
            }
            service.<List<PhoneNumber>>ask(
                    promise, (exchange, as, reply) -> new AccountClient(exchange).blocks(as, reply), newestFirst -> {
                        blocks.learn(newestFirst);
                        next.run();
                    });
        });
    }

    /** The phone has registered: whom the account has blocked on another phone is good to know. */
    void registrationDone() {
        CompletableFuture<?> unused = blocked().whenComplete((known, failure) -> {
            if (failure != null) {
                log.info("whom the account has blocked is asked for again when it matters: {}", failure.toString());
            }
        });
    }

    /** On the worker, before the account is replaced. */
    void accountChanged(boolean otherNumber) {
        blocks.accountChanged(otherNumber);
        sharing.accountChanged();
    }
}
