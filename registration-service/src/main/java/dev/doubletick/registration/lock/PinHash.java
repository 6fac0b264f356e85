package dev.doubletick.registration.lock;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.concurrent.Semaphore;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * A PIN's Argon2id hash (RFC 9106, version 1.3) and all that is needed to make it again. Making one takes tens of milliseconds
 * and {@link Cost#memoryKib()} of memory: that is its purpose.
 */
final class PinHash {

    /** Hashes that this process makes at a time, each in 19 MiB and on a core of its own. The others wait their turn. */
    private static final Semaphore HASHING = new Semaphore(2, true);

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    /**
     * How expensive it is.
     *
     * @param parallelism lanes; they are computed one after the other here
     */
    record Cost(int memoryKib, int iterations, int parallelism) {

        /** The first choice of the OWASP Password Storage Cheat Sheet. */
        static final Cost DEFAULT = new Cost(19 * 1024, 2, 1);
    }

    private final byte[] salt;
    private final byte[] hash;
    private final Cost cost;

    /** One that was stored. */
    PinHash(byte[] salt, byte[] hash, Cost cost) {
        this.salt = salt.clone();
        this.hash = hash.clone();
        this.cost = cost;
    }

    /** Hashes a new PIN under a new salt. */
    static PinHash make(String pin, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return new PinHash(salt, argon2id(pin, salt, Cost.DEFAULT), Cost.DEFAULT);
    }

    /** Compares in constant time. */
    boolean matches(String pin) {
        return MessageDigest.isEqual(hash, argon2id(pin, salt, cost));
    }

    private static byte[] argon2id(String pin, byte[] salt, Cost cost) {
        Argon2Parameters parameters = new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withSalt(salt)
                .withMemoryAsKB(cost.memoryKib())
                .withIterations(cost.iterations())
                .withParallelism(cost.parallelism())
                .build();
        byte[] hash = new byte[HASH_BYTES];
        HASHING.acquireUninterruptibly();
        try {
            Argon2BytesGenerator generator = new Argon2BytesGenerator();
            generator.init(parameters);
            generator.generateBytes(pin.getBytes(StandardCharsets.US_ASCII), hash);
        } finally {
            HASHING.release();
        }
        return hash;
    }

    byte[] salt() {
        return salt.clone();
    }

    byte[] hash() {
        return hash.clone();
    }

    Cost cost() {
        return cost;
    }

    /** Reveals nothing. */
    @Override
    public String toString() {
        return "PinHash[" + cost + "]";
    }
}
