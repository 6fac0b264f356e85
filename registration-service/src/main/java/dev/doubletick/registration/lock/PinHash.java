package dev.doubletick.registration.lock;

import dev.doubletick.registration.http.Problem;
import dev.doubletick.registration.http.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * A PIN's Argon2id hash (RFC 9106, version 1.3) and all that is needed to make it again. Making one takes tens of milliseconds
 * and {@link Cost#memoryKib()} of memory: that is its purpose.
 */
final class PinHash {

    /** Hashes that this process makes at a time, each in 19 MiB and on a core of its own. */
    private static final Semaphore HASHING = new Semaphore(2, true);

    /** The others wait, so many and so long: each of them holds a thread that serves HTTP. */
    private static final int MOST_WAITING = 8;

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

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

    /** The right to make a hash. To be closed soon. */
    static final class Turn implements AutoCloseable {

        private Turn() {}

        /**
         * Waits for it, for a moment.
         *
         * @throws ProblemException unavailable, if too many others wait
         */
        static Turn take() {
            try {
                if (HASHING.getQueueLength() < MOST_WAITING
                        && HASHING.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                    return new Turn();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new ProblemException(Problem.UNAVAILABLE, "Too many PINs are being checked. No try is lost.")
                    .withHeader("Retry-After", "1");
        }

        @Override
        public void close() {
            HASHING.release();
        }
    }

    /** Hashes a new PIN under a new salt. The caller has a {@link Turn}. */
    static PinHash make(String pin, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return new PinHash(salt, argon2id(pin, salt, Cost.DEFAULT), Cost.DEFAULT);
    }

    /** Compares in constant time. The caller has a {@link Turn}. */
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
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(parameters);
        generator.generateBytes(pin.getBytes(StandardCharsets.US_ASCII), hash);
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
