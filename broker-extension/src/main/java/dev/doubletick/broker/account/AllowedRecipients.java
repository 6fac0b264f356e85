package dev.doubletick.broker.account;

import dev.doubletick.protocol.PhoneNumber;
import java.util.Optional;
import java.util.Set;

/**
 * Whom a device may write to, as its operator wants it. Itself always: that is how a phone learns that nothing waits for it any
 * more (docs/protocol.md, section 6).
 *
 * @param only empty: anybody
 */
public record AllowedRecipients(Optional<Set<PhoneNumber>> only) {

    /** Of a phone without a list. */
    public static final AllowedRecipients ANYBODY = new AllowedRecipients(Optional.empty());

    /** Of a phone with this list. */
    public static AllowedRecipients only(Set<PhoneNumber> phones) {
        return new AllowedRecipients(Optional.of(Set.copyOf(phones)));
    }

    /** Whether the device of this phone may write to that one. */
    boolean include(PhoneNumber own, PhoneNumber to) {
        return only.isEmpty() || only.get().contains(to) || own.equals(to);
    }
}
