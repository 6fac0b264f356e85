package dev.doubletick.registration.verification;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The server's secret under which codes are stored, as HMAC-SHA256 (RFC 2104) of session id and code. Six digits are
 * quickly tried out, so a plain hash would protect nothing; without the key a copy of the table is of no use. All
 * instances share one key; a new key voids the codes that are on their way, and nothing else. Safe on any thread.
 */
public final class OtpKey {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int MIN_BYTES = 32;

    private final SecretKeySpec key;

    /**
     * Takes the key's bytes.
     *
     * @throws IllegalArgumentException if they are fewer than 32
     */
    public OtpKey(byte[] key) {
        if (key.length < MIN_BYTES) {
            throw new IllegalArgumentException("the key for verification codes needs at least 32 bytes");
        }
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /**
     * Reads standard base64.
     *
     * @throws IllegalArgumentException if it is not base64, or fewer than 32 bytes
     */
    public static OtpKey ofBase64(String base64) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the key for verification codes is not base64", e);
        }
        return new OtpKey(key);
    }

    /** 32 bytes. The session id is the salt: the same code looks different in each session. */
    byte[] hmac(UUID session, String code) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(ByteBuffer.allocate(16)
                    .putLong(session.getMostSignificantBits())
                    .putLong(session.getLeastSignificantBits())
                    .flip());
            return mac.doFinal(code.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    /**
     * Another key, made of this one, of 32 bytes.
     *
     * @param purpose what for; two purposes have keys that do not tell of each other
     */
    public byte[] derive(String purpose) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(("derive " + purpose).getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    /** Reveals nothing. */
    @Override
    public String toString() {
        return "OtpKey[…]";
    }
}
