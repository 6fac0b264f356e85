package dev.doubletick.sample.wording;

import dev.doubletick.protocol.PhoneNumber;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Names for numbers, each for one, in the order in which they were added. Safe on any thread. */
public final class PhoneBook {

    private final Map<PhoneNumber, String> names = new LinkedHashMap<>();
    private volatile Runnable listener = () -> {};

    /** What to call, on the same thread, after each change. */
    public void listener(Runnable called) {
        listener = called;
    }

    /** Adds a contact, or gives it another name or number. */
    public void add(PhoneNumber phone, String name) {
        put(phone, name);
        listener.run();
    }

    private synchronized void put(PhoneNumber phone, String name) {
        names.values().remove(name);
        names.put(phone, name);
    }

    /** A copy. */
    public synchronized Map<PhoneNumber, String> entries() {
        return new LinkedHashMap<>(names);
    }

    /** What to call somebody: the name, or else the number. */
    public synchronized String name(PhoneNumber phone) {
        return names.getOrDefault(phone, phone.e164());
    }

    /** Who is meant by a name, whatever its case, or by a number with the plus, however it is grouped. */
    public synchronized Optional<PhoneNumber> find(String nameOrNumber) {
        return names.entrySet().stream()
                .filter(entry -> entry.getValue().equalsIgnoreCase(nameOrNumber.strip()))
                .map(Map.Entry::getKey)
                .findFirst()
                .or(() -> number(nameOrNumber));
    }

    /** Reads a number with the plus, however it is grouped. */
    public static Optional<PhoneNumber> number(String text) {
        String bare = text.replaceAll("[\\s()/.-]", "");
        return bare.startsWith("+") ? PhoneNumber.tryDigits(bare.substring(1)) : Optional.empty();
    }
}
