package dev.doubletick.registration.operator;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/** The secret that shows that a request comes from the operator. */
public final class OperatorToken {

    private static final int MIN_LENGTH = 32;
    private static final int RANDOM_BYTES = 32;

    private final String text;

    /**
     * Takes the token's text.
     *
     * @throws IllegalArgumentException if it is shorter than 32 characters, or has some that no header can carry
     */
    public OperatorToken(String text) {
        if (text.length() < MIN_LENGTH) {
            throw new IllegalArgumentException("the operator token needs at least 32 characters");
        }
        if (!text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(
                    "the operator token may have printable ASCII characters only, no spaces");
        }
        this.text = text;
    }

    /** Makes a new one of 256 random bits. */
    public static OperatorToken random(SecureRandom random) {
        byte[] bits = new byte[RANDOM_BYTES];
        random.nextBytes(bits);
        return new OperatorToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
    }

    /** What goes into the header, and into the operator's file. */
    public String text() {
        return text;
    }

    /** Compares in constant time. */
    boolean matches(String candidate) {
        return MessageDigest.isEqual(text.getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
    }

    /** Reveals nothing. */
    @Override
    public String toString() {
        return "OperatorToken[…]";
    }
}
