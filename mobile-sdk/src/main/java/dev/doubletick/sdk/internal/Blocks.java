package dev.doubletick.sdk.internal;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.BlockedException;
import dev.doubletick.sdk.store.MessageStore;
import dev.doubletick.sdk.store.PhoneList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whom the account has blocked, as far as this phone knows. Runs on the worker, with an open store. */
final class Blocks {

    private static final String KNOWN = "blocks-known";
    private static final String YES = "yes";

    private final MessageStore store;
    private @Nullable Set<PhoneNumber> phones;

    Blocks(MessageStore store) {
        this.store = store;
    }

    private Set<PhoneNumber> phones() {
        if (phones == null) {
            phones = store.phones(PhoneList.BLOCKED);
        }
        return phones;
    }

    boolean contains(PhoneNumber phone) {
        return phones().contains(phone);
    }

    /** The same for a moment at which the store may not be open yet: then nobody counts as blocked. */
    boolean wouldContain(PhoneNumber phone) {
        return phones != null && phones.contains(phone);
    }

    /**
     * @throws BlockedException if this one is blocked
     */
    void requireNot(PhoneNumber phone) {
        if (contains(phone)) {
            throw new BlockedException();
        }
    }

    List<PhoneNumber> newestFirst() {
        List<PhoneNumber> list = new ArrayList<>(phones());
        Collections.reverse(list);
        return list;
    }

    /** Whether the server has told them since this phone got its credential. */
    boolean areKnown() {
        return store.setting(KNOWN).equals(Optional.of(YES));
    }

    void learn(List<PhoneNumber> newestFirst) {
        List<PhoneNumber> oldestFirst = new ArrayList<>(newestFirst);
        Collections.reverse(oldestFirst);
        store.inTransaction(() -> {
            store.removePhones(PhoneList.BLOCKED, store.phones(PhoneList.BLOCKED));
            store.addPhones(PhoneList.BLOCKED, oldestFirst);
            store.saveSetting(KNOWN, YES);
            return oldestFirst;
        });
        phones = null;
    }

    void add(PhoneNumber phone) {
        store.addPhones(PhoneList.BLOCKED, List.of(phone));
        phones = null;
    }

    void remove(PhoneNumber phone) {
        store.removePhones(PhoneList.BLOCKED, List.of(phone));
        phones = null;
    }

    /** Another account, or a new credential of the same one: somebody else may have changed something meanwhile. */
    void accountChanged(boolean otherNumber) {
        store.saveSetting(KNOWN, "");
        if (otherNumber) {
            store.removePhones(PhoneList.BLOCKED, store.phones(PhoneList.BLOCKED));
        }
        phones = null;
    }

    /** The store is empty now. */
    void cleared() {
        phones = null;
    }
}
