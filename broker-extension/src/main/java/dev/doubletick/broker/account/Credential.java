package dev.doubletick.broker.account;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A device credential as the server knows it: its SHA-256. A plain hash is enough, because a credential is 256 random bits
 * and not a password that somebody could guess.
 */
public final class Credential {

    private final byte[] sha256;

    private Credential(byte[] sha256) {
        this.sha256 = sha256;
    }

    /** Wraps a hash that was stored. */
    public static Credential ofSha256(byte[] sha256) {
        return new Credential(sha256.clone());
    }

    /** Hashes what a device presented; the buffer's position stays. */
    public static Credential presented(ByteBuffer secret) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(secret.duplicate());
            return new Credential(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The hash, 32 bytes. */
    public byte[] sha256() {
        return sha256.clone();
    }

    /** Compares in constant time. */
    @Override
    public boolean equals(Object o) {
        return o instanceof Credential other && MessageDigest.isEqual(sha256, other.sha256);
    }

    @Override
    public int hashCode() {
        return ByteBuffer.wrap(sha256).hashCode();
    }

    @Override
    public String toString() {
        return "Credential[hidden]";
    }
}
