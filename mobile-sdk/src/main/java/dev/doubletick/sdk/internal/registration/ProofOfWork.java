package dev.doubletick.sdk.internal.registration;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.doubletick.sdk.ProblemException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that the service may want to see before it sends a code: a text that, behind the challenge and a colon, gives a SHA-256 with
 * so many leading zero bits (docs/protocol.md).
 */
final class ProofOfWork {

    private static final Logger log = LoggerFactory.getLogger(ProofOfWork.class);

    private static final String TYPE = "urn:doubletick:problem:proof-required";

    /** Beyond that a phone would compute for minutes: better to fail, and let the user try later. */
    private static final int MAX_BITS = 26;

    /** How many hashes to make before looking whether they are still wanted. */
    private static final int STRIDE = 4096;

    private final byte[] prefix;
    private final int bits;

    private ProofOfWork(String challenge, int bits) {
        this.prefix = (challenge + ":").getBytes(StandardCharsets.US_ASCII);
        this.bits = bits;
    }

    /** The work that a refusal asks for; empty if it asks for none, or for something else. */
    static Optional<ProofOfWork> demandedBy(ProblemException problem) {
        if (!problem.type().equals(TYPE)) {
            return Optional.empty();
        }
        try {
            return problem.member("proof").map(JsonParser::parseString).flatMap(ProofOfWork::of);
        } catch (JsonParseException | UnsupportedOperationException | IllegalStateException | NumberFormatException e) {
            log.info("the service wants a proof that cannot be read: {}", e.toString());
            return Optional.empty();
        }
    }

    private static Optional<ProofOfWork> of(JsonElement demand) {
        if (!demand.isJsonObject()) {
            return Optional.empty();
        }
        JsonObject proof = demand.getAsJsonObject();
        if (!proof.has("kind") || !proof.get("kind").getAsString().equals("work")) {
            return Optional.empty();
        }
        if (!proof.has("challenge") || !proof.has("bits")) {
            return Optional.empty();
        }
        int bits = proof.get("bits").getAsInt();
        return bits < 0 || bits > MAX_BITS
                ? Optional.empty()
                : Optional.of(new ProofOfWork(proof.get("challenge").getAsString(), bits));
    }

    /**
     * Computes, for seconds perhaps.
     *
     * @param given whether to give up; asked often
     * @return the proof; empty if it was given up
     */
    Optional<String> find(BooleanSupplier given) {
        MessageDigest sha256 = sha256();
        for (long candidate = 0; candidate % STRIDE != 0 || !given.getAsBoolean(); candidate++) {
            byte[] text = Long.toString(candidate, Character.MAX_RADIX).getBytes(StandardCharsets.US_ASCII);
            sha256.update(prefix);
            if (leadingZeros(sha256.digest(text)) >= bits) {
                return Optional.of(
                        new String(prefix, StandardCharsets.US_ASCII) + new String(text, StandardCharsets.US_ASCII));
            }
        }
        return Optional.empty();
    }

    private static int leadingZeros(byte[] hash) {
        return Integer.numberOfLeadingZeros(ByteBuffer.wrap(hash).getInt());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every platform has SHA-256", e);
        }
    }
}
