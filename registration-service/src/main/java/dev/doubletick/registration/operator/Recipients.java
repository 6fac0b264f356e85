package dev.doubletick.registration.operator;

import dev.doubletick.protocol.PhoneNumber;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Whom a device may write to.
 *
 * @param only empty: anybody; an empty list: nobody
 */
record Recipients(Optional<List<PhoneNumber>> only) {

    /** The most numbers on one list: brokers hold it in memory while the device is connected. */
    static final int MAX = 1000;

    static final Recipients ANYBODY = new Recipients(Optional.empty());
    static final Recipients NOBODY = only(List.of());

    /**
     * These and nobody else.
     *
     * @throws IllegalArgumentException if there are more than {@value #MAX}
     */
    static Recipients only(Collection<PhoneNumber> phones) {
        List<PhoneNumber> distinct = phones.stream().distinct().sorted().toList();
        if (distinct.size() > MAX) {
            throw new IllegalArgumentException("a device has at most " + MAX + " numbers on its list");
        }
        return new Recipients(Optional.of(distinct));
    }
}
