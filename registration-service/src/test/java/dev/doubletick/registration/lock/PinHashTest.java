package dev.doubletick.registration.lock;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PinHashTest {

    @Test
    void knowsItsPinAndNoOther() {
        PinHash hash = PinHash.make("271828", new SecureRandom());

        assertThat(hash.matches("271828")).isTrue();
        assertThat(hash.matches("271829")).isFalse();
        assertThat(hash.matches("")).isFalse();
    }

    @Test
    void isMadeAgainFromWhatIsStored() {
        PinHash hash = PinHash.make("271828", new SecureRandom());

        PinHash stored = new PinHash(hash.salt(), hash.hash(), hash.cost());

        assertThat(stored.matches("271828")).isTrue();
    }

    @Test
    void theSamePinHasAnotherHashEachTime() {
        SecureRandom random = new SecureRandom();

        assertThat(PinHash.make("271828", random).hash())
                .isNotEqualTo(PinHash.make("271828", random).hash());
    }

    @Test
    void anOlderCostIsHonoured() {
        PinHash.Cost cheap = new PinHash.Cost(64, 1, 1);
        PinHash cheapHash = new PinHash(new byte[16], new byte[32], cheap);

        assertThat(cheapHash.matches("271828")).isFalse();
        assertThat(cheapHash.cost()).isEqualTo(cheap);
    }

    /** A test vector of the reference implementation: github.com/P-H-C/phc-winner-argon2, src/test.c. */
    @Test
    void isArgon2id() {
        PinHash hash = new PinHash(
                "somesalt".getBytes(StandardCharsets.US_ASCII),
                HexFormat.of().parseHex("09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"),
                new PinHash.Cost(64 * 1024, 2, 1));

        assertThat(hash.matches("password")).isTrue();
    }

    @Test
    @Timeout(60)
    void noMoreThanTwoAreMadeAtATime() {
        PinHash slow = new PinHash(new byte[16], new byte[32], new PinHash.Cost(32 * 1024, 3, 1));
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<CompletableFuture<Boolean>> hashes = Stream.generate(
                            () -> CompletableFuture.supplyAsync(() -> slow.matches("271828"), threads))
                    .limit(6)
                    .toList();
            long most = 0;
            while (!hashes.stream().allMatch(CompletableFuture::isDone)) {
                most = Math.max(most, hashing());
            }

            assertThat(most).isEqualTo(2);
            assertThat(hashes).allSatisfy(hash -> assertThat(hash.join()).isFalse());
        } finally {
            threads.shutdownNow();
        }
    }

    /** How many threads are in the middle of it; all are looked at in the same moment. */
    private static long hashing() {
        return Thread.getAllStackTraces().values().stream()
                .filter(stack -> Arrays.stream(stack)
                        .anyMatch(frame -> frame.getClassName().equals(Argon2BytesGenerator.class.getName())))
                .count();
    }
}
