package dev.doubletick.registration.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.doubletick.registration.http.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

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
    void noMoreThanTwoAreMadeAtATime() throws Exception {
        CompletableFuture<PinHash.Turn> third;
        try (PinHash.Turn one = PinHash.Turn.take();
                PinHash.Turn two = PinHash.Turn.take()) {
            third = CompletableFuture.supplyAsync(PinHash.Turn::take);
            await().during(Duration.ofMillis(200)).until(() -> !third.isDone());
        }
        third.get(10, TimeUnit.SECONDS).close();
    }

    @Test
    void whoWaitsTooLongIsToldToComeAgain() {
        try (PinHash.Turn one = PinHash.Turn.take();
                PinHash.Turn two = PinHash.Turn.take()) {
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(PinHash.Turn::take)
                    .withMessageContaining("No try is lost");
        }
    }
}
