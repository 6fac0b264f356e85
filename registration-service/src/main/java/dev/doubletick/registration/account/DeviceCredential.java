package dev.doubletick.registration.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * A device's password: 256 random bits, written in base64url without padding. It is told once and kept only as
 * {@link #sha256()}; that much randomness needs no slow hash.
 */
public final class DeviceCredential {

    /** The length of {@link #sha256()}. */
    static final int HASH_BYTES = 32;

    private static final int BYTES = 32;

    private final String text;

    private DeviceCredential(String text) {
        this.text = text;
    }

    /** Makes a new one. */
    public static DeviceCredential random(SecureRandom random) {
        byte[] bits = new byte[BYTES];
        random.nextBytes(bits);
        return new DeviceCredential(Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
    }

    /** What the device sends as its password. 43 ASCII characters. */
    public String text() {
        return text;
    }

    /** SHA-256 of the bytes of {@link #text()}, as they come in a CONNECT packet. */
    public byte[] sha256() {
        return sha256(text);
    }

    /** The same of what somebody presents as their credential. */
    static byte[] sha256(String presented) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(presented.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Reveals nothing, so that a credential does not slip into a log by accident. */
    @Override
    public String toString() {
        return "DeviceCredential[…]";
    }
}
