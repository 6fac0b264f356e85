package dev.doubletick.registration.verification.proof;

import dev.doubletick.protocol.PhoneNumber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Work, as Hashcash has it: the client looks for a text that, behind the challenge and a colon, makes a SHA-256 hash with so many
 * leading zero bits. The proof is challenge, colon, text. Nothing is kept here: the challenge carries its time and a MAC over it
 * and the phone number, so it serves any instance, one number only and {@linkplain #LIFETIME not for long}. Within that time it
 * may serve twice; the wait between codes to one number makes that worthless.
 */
public final class ProofOfWork implements ProofGate {

    /** How long a challenge can be answered. */
    static final Duration LIFETIME = Duration.ofMinutes(5);

    /** The most work that can be asked for; a phone would take minutes. */
    public static final int MAX_BITS = 28;

    private static final String MAC = "HmacSHA256";
    private static final int MAC_BYTES = 16;
    private static final int LONGEST_PROOF = 128;

    private final SecretKeySpec key;
    private final int bits;

    /**
     * Asks for this much work.
     *
     * @param key the same on all instances
     * @param bits the client needs some 2 to the power of this many hashes
     */
    public ProofOfWork(byte[] key, int bits) {
        if (bits < 1 || bits > MAX_BITS) {
            throw new IllegalArgumentException("a proof of work has 1 to " + MAX_BITS + " bits, not " + bits);
        }
        this.key = new SecretKeySpec(key, MAC);
        this.bits = bits;
    }

    @Override
    public Map<String, Object> demand(PhoneNumber phone, Instant now) {
        Instant expiresAt = Instant.ofEpochSecond(now.plus(LIFETIME).getEpochSecond());
        Map<String, Object> demand = new LinkedHashMap<>();
        demand.put("kind", "work");
        demand.put("challenge", challenge(phone, expiresAt.getEpochSecond()));
        demand.put("bits", bits);
        demand.put("expiresAt", expiresAt);
        return demand;
    }

    @Override
    public CompletableFuture<Boolean> accepts(PhoneNumber phone, String proof, Instant now) {
        return CompletableFuture.completedFuture(isProof(phone, proof, now));
    }

    private boolean isProof(PhoneNumber phone, String proof, Instant now) {
        int colon = proof.indexOf(':');
        if (proof.length() > LONGEST_PROOF || colon < 0) {
            return false;
        }
        String challenge = proof.substring(0, colon);
        Optional<Long> expiresAt = expiry(challenge);
        if (expiresAt.isEmpty() || expiresAt.get() <= now.getEpochSecond()) {
            return false;
        }
        boolean ours = MessageDigest.isEqual(
                challenge.getBytes(StandardCharsets.UTF_8),
                challenge(phone, expiresAt.get()).getBytes(StandardCharsets.UTF_8));
        return ours && leadingZeros(sha256(proof)) >= bits;
    }

    private static Optional<Long> expiry(String challenge) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(challenge);
            return bytes.length < Long.BYTES
                    ? Optional.empty()
                    : Optional.of(ByteBuffer.wrap(bytes).getLong());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private String challenge(PhoneNumber phone, long expiresAt) {
        byte[] time = ByteBuffer.allocate(Long.BYTES).putLong(expiresAt).array();
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            mac.update(time);
            byte[] hmac = mac.doFinal(phone.digits().getBytes(StandardCharsets.US_ASCII));
            byte[] challenge = ByteBuffer.allocate(Long.BYTES + MAC_BYTES)
                    .put(time)
                    .put(Arrays.copyOf(hmac, MAC_BYTES))
                    .array();
            return Base64.getUrlEncoder().withoutPadding().encodeToString(challenge);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + MAC, e);
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static int leadingZeros(byte[] hash) {
        int first = ByteBuffer.wrap(hash).getInt();
        return Integer.numberOfLeadingZeros(first);
    }
}
