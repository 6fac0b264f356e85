package dev.doubletick.protocol;

import java.util.Optional;

/**
 * A phone number as ITU-T E.164 defines it: 7 to 15 digits, the first not 0.
 *
 * <p>Only the syntax is checked. Whether a number can exist in its country's plan is the registration service's business;
 * here it is an address. In topics, client ids and user names it is written without the plus, because {@code +} is an MQTT
 * wildcard; people and HTTP see it with the plus.
 */
public final class PhoneNumber implements Comparable<PhoneNumber> {

    private static final int MIN_DIGITS = 7;
    private static final int MAX_DIGITS = 15;

    private final String digits;

    private PhoneNumber(String digits) {
        this.digits = digits;
    }

    /**
     * Reads the form with the plus, such as {@code +4915112345678}.
     *
     * @throws IllegalArgumentException if it is not E.164
     */
    public static PhoneNumber ofE164(String e164) {
        if (!e164.startsWith("+")) {
            throw new IllegalArgumentException("a phone number in E.164 starts with +");
        }
        return ofDigits(e164.substring(1));
    }

    /**
     * Reads the form without the plus, such as {@code 4915112345678}.
     *
     * @throws IllegalArgumentException if it is not E.164
     */
    public static PhoneNumber ofDigits(String digits) {
        return tryDigits(digits)
                .orElseThrow(() ->
                        new IllegalArgumentException("a phone number in E.164 has 7 to 15 digits, the first not 0"));
    }

    /** Reads the form without the plus; empty if it is not E.164. */
    public static Optional<PhoneNumber> tryDigits(String digits) {
        return isDigits(digits) ? Optional.of(new PhoneNumber(digits)) : Optional.empty();
    }

    private static boolean isDigits(String s) {
        int length = s.length();
        if (length < MIN_DIGITS || length > MAX_DIGITS || s.charAt(0) == '0') {
            return false;
        }
        for (int i = 0; i < length; i++) {
            // Not Character.isDigit: other scripts' digits are not E.164.
            if (s.charAt(i) < '0' || s.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** Without the plus: topics, client ids, user names. */
    public String digits() {
        return digits;
    }

    /** With the plus: people and HTTP. */
    public String e164() {
        return "+" + digits;
    }

    /** The last three digits only, for logs. */
    public String masked() {
        return "…" + digits.substring(digits.length() - 3);
    }

    @Override
    public int compareTo(PhoneNumber other) {
        return digits.compareTo(other.digits);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof PhoneNumber && digits.equals(((PhoneNumber) o).digits);
    }

    @Override
    public int hashCode() {
        return digits.hashCode();
    }

    /** {@linkplain #masked() Masked}, so that a number does not slip into a log by accident. */
    @Override
    public String toString() {
        return masked();
    }
}
