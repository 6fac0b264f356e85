package dev.doubletick.registration.verification.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.doubletick.protocol.PhoneNumber;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProofOfWorkTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final PhoneNumber PHONE = PhoneNumber.ofE164("+4915112345678");

    private final ProofOfWork work = new ProofOfWork(new byte[32], 8);
    private final String challenge = String.valueOf(work.demand(PHONE, NOW).get("challenge"));

    private boolean accepts(String proof, Instant now) {
        return work.accepts(PHONE, proof, now).join();
    }

    @Test
    void whoHasWorkedIsAccepted() {
        assertThat(accepts(Hashcash.solve(challenge, 8), NOW)).isTrue();
    }

    @Test
    void tellsAllThatAClientNeeds() {
        assertThat(work.demand(PHONE, NOW))
                .containsAllEntriesOf(Map.of("kind", "work", "bits", 8, "expiresAt", NOW.plus(Duration.ofMinutes(5))));
    }

    @Test
    void lessWorkIsNotEnough() {
        assertThat(accepts(Hashcash.solveExactly(challenge, 7), NOW)).isFalse();
    }

    @Test
    void theWorkForOneNumberServesNoOther() {
        String proof = Hashcash.solve(challenge, 8);

        assertThat(work.accepts(PhoneNumber.ofE164("+4915112345679"), proof, NOW)
                        .join())
                .isFalse();
    }

    @Test
    void workGrowsOld() {
        String proof = Hashcash.solve(challenge, 8);

        assertThat(accepts(proof, NOW.plus(Duration.ofMinutes(5)).minusSeconds(1)))
                .isTrue();
        assertThat(accepts(proof, NOW.plus(Duration.ofMinutes(5)))).isFalse();
    }

    @Test
    void aChallengeOfAnotherKeyIsNotOurs() {
        byte[] key = new byte[32];
        key[0] = 1;
        String other = String.valueOf(new ProofOfWork(key, 8).demand(PHONE, NOW).get("challenge"));

        assertThat(accepts(Hashcash.solve(other, 8), NOW)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "nonsense", "a:b", "%%%:1", "AAAA:1", "::::", "\u0000:\u0000"})
    void whatIsNoProofIsNone(String proof) {
        assertThat(accepts(proof, NOW)).isFalse();
    }

    @Test
    void aProofOfAnyLengthIsLookedAtOnce() {
        assertThat(accepts(challenge + ":" + "x".repeat(1_000_000), NOW)).isFalse();
    }

    @Test
    void workThatNoPhoneCouldDoIsNotAskedFor() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ProofOfWork(new byte[32], 29));
        assertThatIllegalArgumentException().isThrownBy(() -> new ProofOfWork(new byte[32], 0));
    }
}
