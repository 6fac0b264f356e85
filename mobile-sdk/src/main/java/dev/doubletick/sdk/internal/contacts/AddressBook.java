package dev.doubletick.sdk.internal.contacts;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Contact;
import dev.doubletick.sdk.internal.registration.ContactClient.Found;
import dev.doubletick.sdk.store.AddressBookEntry;
import dev.doubletick.sdk.store.MessageStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the store knows of the app's address book: who is registered, and what should be asked about again. The server lets a phone
 * look up so many numbers in some days, so those who are known are asked about seldom. Runs on the worker.
 */
public final class AddressBook {

    private static final Duration REGISTERED_FOR = Duration.ofDays(14);
    private static final Duration UNREGISTERED_FOR = Duration.ofDays(7);
    private static final Duration INVALID_FOR = Duration.ofDays(30);

    /** Longer than any phone number is written; the server takes no longer ones either. */
    private static final int MAX_LENGTH = 48;

    /** Numbers to ask about. */
    public static final class Due {
        private final List<String> unknown;
        private final List<String> stale;

        private Due(List<String> unknown, List<String> stale) {
            this.unknown = unknown;
            this.stale = stale;
        }

        /** Of which nothing is known. */
        public List<String> unknown() {
            return unknown;
        }

        /** Of which something is known, but not since yesterday; the oldest knowledge first. */
        public List<String> stale() {
            return stale;
        }
    }

    private final MessageStore store;
    private final Clock clock;

    public AddressBook(MessageStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Takes the address book as it is now: what is no longer in it is forgotten, and what cannot be a number is not asked about. */
    public Due update(Collection<String> numbers, String region) {
        Set<String> book = numbers.stream()
                .filter(number -> !number.trim().isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return store.inTransaction(() -> {
            Map<String, AddressBookEntry> known = known();
            store.removeFromAddressBook(known.keySet().stream()
                    .filter(number -> !book.contains(number))
                    .collect(Collectors.toList()));
            List<String> unknown = new ArrayList<>();
            List<AddressBookEntry> stale = new ArrayList<>();
            List<AddressBookEntry> impossible = new ArrayList<>();
            Instant now = now();
            for (String number : book) {
                AddressBookEntry entry = known.get(number);
                if (!isPossible(number)) {
                    impossible.add(AddressBookEntry.of(number, region, Optional.empty(), false, now));
                } else if (entry == null || !entry.region().equals(region)) {
                    unknown.add(number);
                } else if (isStale(entry, now)) {
                    stale.add(entry);
                }
            }
            store.saveAddressBook(impossible);
            stale.sort(Comparator.comparing(AddressBookEntry::checkedAt));
            return new Due(unknown, stale.stream().map(AddressBookEntry::number).collect(Collectors.toList()));
        });
    }

    private Map<String, AddressBookEntry> known() {
        Map<String, AddressBookEntry> known = new LinkedHashMap<>();
        store.addressBook().forEach(entry -> known.put(entry.number(), entry));
        return known;
    }

    private static boolean isPossible(String number) {
        return number.length() <= MAX_LENGTH && number.chars().noneMatch(Character::isISOControl);
    }

    private static boolean isStale(AddressBookEntry entry, Instant now) {
        Duration lasts = entry.phone().isPresent() ? REGISTERED_FOR : entry.isValid() ? UNREGISTERED_FOR : INVALID_FOR;
        // A clock that was set back must not keep what is known for ever.
        return entry.checkedAt().isAfter(now) || entry.checkedAt().plus(lasts).isBefore(now);
    }

    /**
     * Keeps what the server said.
     *
     * @return those who were not known to be registered
     */
    public List<Contact> learn(List<String> asked, String region, Found found) {
        return store.inTransaction(() -> {
            Set<PhoneNumber> before = phones();
            Set<PhoneNumber> reported = new HashSet<>();
            List<Contact> fresh = new ArrayList<>();
            List<AddressBookEntry> entries = new ArrayList<>();
            for (String number : asked) {
                Optional<PhoneNumber> phone = found.phone(number);
                entries.add(AddressBookEntry.of(number, region, phone, found.isValid(number), now()));
                phone.filter(registered -> !before.contains(registered))
                        .filter(reported::add)
                        .ifPresent(registered -> fresh.add(Contact.of(number, registered)));
            }
            store.saveAddressBook(entries);
            return fresh;
        });
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Who is registered. */
    public List<Contact> registered() {
        List<Contact> contacts = new ArrayList<>();
        store.addressBook()
                .forEach(entry -> entry.phone().ifPresent(phone -> contacts.add(Contact.of(entry.number(), phone))));
        return contacts;
    }

    /** Who is registered, in this order. */
    public List<Contact> registered(Collection<String> order) {
        Map<String, AddressBookEntry> known = known();
        List<Contact> contacts = new ArrayList<>();
        for (String number : new LinkedHashSet<>(order)) {
            Optional.ofNullable(known.get(number))
                    .flatMap(AddressBookEntry::phone)
                    .ifPresent(phone -> contacts.add(Contact.of(number, phone)));
        }
        return contacts;
    }

    /** Who is registered, each once, however many numbers in the address book lead there. */
    public Set<PhoneNumber> phones() {
        return registered().stream().map(Contact::phone).collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
