package dev.doubletick.registration.verification.proof;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.IntPredicate;

/** The client's side of a proof of work, written from docs/protocol.md and not from the server's code. */
public final class Hashcash {

    private Hashcash() {}

    /** Looks for a proof of at least so many bits. */
    public static String solve(String challenge, int bits) {
        return search(challenge, zeros -> zeros >= bits);
    }

    static String solveExactly(String challenge, int bits) {
        return search(challenge, zeros -> zeros == bits);
    }

    private static String search(String challenge, IntPredicate wanted) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (int i = 0; ; i++) {
                String proof = challenge + ":" + i;
                byte[] hash = sha256.digest(proof.getBytes(StandardCharsets.US_ASCII));
                if (wanted.test(256 - new BigInteger(1, hash).bitLength())) {
                    return proof;
                }
            }
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
