package dev.doubletick.broker.mailbox;

import dev.doubletick.protocol.PhoneNumber;
import java.util.Optional;

/**
 * Whose mailbox it is: a phone, or a service principal. To the mailbox it is an opaque name.
 *
 * @param value 1 to 64 characters of printable ASCII without blanks: a phone number's digits, or {@code x/} and a service's
 *     name
 */
public record MailboxOwner(String value) implements Comparable<MailboxOwner> {

    /** The longest name. */
    public static final int MAX_LENGTH = 64;

    private static final String SERVICE = "x/";

    public MailboxOwner {
        if (value.isEmpty() || value.length() > MAX_LENGTH || !isPrintable(value)) {
            throw new IllegalArgumentException("a mailbox owner is 1 to 64 printable ASCII characters without blanks");
        }
    }

    public static MailboxOwner of(PhoneNumber phone) {
        return new MailboxOwner(phone.digits());
    }

    /** A service principal. */
    public static MailboxOwner service(String name) {
        return new MailboxOwner(SERVICE + name);
    }

    /** The phone number, if the owner is a phone. */
    public Optional<PhoneNumber> phone() {
        return PhoneNumber.tryDigits(value);
    }

    /** Whether it is a service principal. */
    public boolean isService() {
        return value.startsWith(SERVICE);
    }

    private static boolean isPrintable(String s) {
        for (int i = 0; i < s.length(); i++) {
            if (s.charAt(i) <= ' ' || s.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    @Override
    public int compareTo(MailboxOwner other) {
        return value.compareTo(other.value);
    }

    /** For logs: a phone number is masked. */
    @Override
    public String toString() {
        return isService() ? value : phone().map(PhoneNumber::masked).orElse("…");
    }
}
