package dev.doubletick.sdk.internal;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Privacy;
import dev.doubletick.sdk.internal.contacts.AddressBook;
import dev.doubletick.sdk.internal.registration.AccountClient;
import dev.doubletick.sdk.internal.registration.ContactClient;
import dev.doubletick.sdk.internal.registration.Done;
import dev.doubletick.sdk.internal.timeline.SeenReceipts;
import dev.doubletick.sdk.store.MessageStore;
import dev.doubletick.sdk.store.PhoneList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * The server's copy of the address book: there while a privacy setting needs it, and not otherwise. What the server has is kept in
 * the store, so that only changes are told. Calls come {@linkplain InTurn one after the other}, on the worker.
 */
final class Sharing {

    private static final String NEEDED = "contacts-shared";
    /** Whether the list in the store is what the server has, which another phone of this account may have told otherwise. */
    private static final String LIST_IS_TRUE = "contacts-shared-known";

    private static final String YES = "yes";

    private final MessageStore store;
    private final AddressBook addressBook;
    private final ServiceCalls service;
    private final SeenReceipts seen;
    private final Callbacks callbacks;

    Sharing(MessageStore store, AddressBook addressBook, ServiceCalls service, SeenReceipts seen, Callbacks callbacks) {
        this.store = store;
        this.addressBook = addressBook;
        this.service = service;
        this.seen = seen;
        this.callbacks = callbacks;
    }

    /** Asks what is set, and hands it to the app. */
    void privacy(CompletableFuture<Privacy> promise) {
        service.<Privacy>ask(
                promise, (exchange, as, reply) -> new AccountClient(exchange).privacy(as, reply), privacy -> {
                    learned(privacy);
                    callbacks.complete(promise, privacy);
                });
    }

    /** The copy goes ahead of a setting that needs it: else contacts would be turned away meanwhile. */
    void setPrivacy(CompletableFuture<Privacy> promise, Privacy privacy) {
        if (privacy.usesContacts()) {
            settle(promise, true, () -> put(promise, privacy));
        } else {
            put(promise, privacy);
        }
    }

    private void put(CompletableFuture<Privacy> promise, Privacy privacy) {
        service.<Privacy>ask(
                promise,
                (exchange, as, reply) -> new AccountClient(exchange).setPrivacy(as, privacy, reply),
                answer -> {
                    store.inTransaction(() -> {
                        learned(answer);
                        if (!answer.usesContacts()) {
                            // The server has thrown its copy away.
                            store.removePhones(PhoneList.SHARED, store.phones(PhoneList.SHARED));
                            store.saveSetting(LIST_IS_TRUE, YES);
                        }
                        seen.allowed(answer.seenReceipts() != Privacy.Audience.NOBODY);
                        return answer;
                    });
                    callbacks.complete(promise, answer);
                });
    }

    private void learned(Privacy privacy) {
        store.saveSetting(NEEDED, privacy.usesContacts() ? YES : "no");
    }

    /** Tells the server what it has to know and does not, if it has to know anything, and goes on. */
    void settle(CompletableFuture<?> promise, Runnable next) {
        Optional<String> needed = store.setting(NEEDED).filter(value -> !value.isEmpty());
        if (needed.isPresent()) {
            settle(promise, needed.get().equals(YES), next);
        } else {
            service.<Privacy>ask(
                    promise, (exchange, as, reply) -> new AccountClient(exchange).privacy(as, reply), privacy -> {
                        learned(privacy);
                        settle(promise, privacy.usesContacts(), next);
                    });
        }
    }

    private void settle(CompletableFuture<?> promise, boolean needed, Runnable next) {
        Set<PhoneNumber> wanted = needed ? addressBook.phones() : Collections.emptySet();
        Set<PhoneNumber> shared = store.phones(PhoneList.SHARED);
        List<PhoneNumber> added = difference(wanted, shared);
        List<PhoneNumber> removed = difference(shared, wanted);
        boolean replace = needed && !store.setting(LIST_IS_TRUE).equals(Optional.of(YES));
        if (added.isEmpty() && removed.isEmpty() && !replace) {
            next.run();
            return;
        }
        service.<Done>ask(
                promise,
                (exchange, as, reply) -> new ContactClient(exchange).change(as, added, removed, replace, reply),
                done -> {
                    store.inTransaction(() -> {
                        store.addPhones(PhoneList.SHARED, added);
                        store.removePhones(PhoneList.SHARED, removed);
                        store.saveSetting(LIST_IS_TRUE, YES);
                        return done;
                    });
                    settle(promise, needed, next);
                });
    }

    /** As many as fit into a request. */
    private static List<PhoneNumber> difference(Collection<PhoneNumber> all, Set<PhoneNumber> without) {
        return all.stream()
                .filter(phone -> !without.contains(phone))
                .limit(ContactClient.MAX_NUMBERS)
                .collect(Collectors.toList());
    }

    /** Another account, or a new credential of the same one: who knows what the server has. It is told all of it anew. */
    void accountChanged() {
        store.saveSetting(LIST_IS_TRUE, "");
        store.saveSetting(NEEDED, "");
        store.removePhones(PhoneList.SHARED, store.phones(PhoneList.SHARED));
    }
}
