package dev.doubletick.sdk.internal.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.sdk.MessageFailure;
import dev.doubletick.sdk.MessageFailure.Reason;
import dev.doubletick.sdk.internal.link.Answer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictTest {

    private static Verdict verdict(int code) {
        return Verdict.of(new Answer(code, Optional.empty()));
    }

    @Test
    void successMeansThatTheServerOwnsIt() {
        assertThat(verdict(0x00).accepted()).isTrue();
        assertThat(verdict(0x00).passing()).isFalse();
        assertThat(verdict(0x00).failure()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0x10, NOT_REGISTERED", "0x87, NOT_ALLOWED", "0x99, INVALID", "0x90, INVALID"})
    void someRefusalsAreForGood(int code, Reason reason) {
        assertThat(verdict(code).accepted()).isFalse();
        assertThat(verdict(code).passing()).isFalse();
        assertThat(verdict(code).failure().map(MessageFailure::reason)).contains(reason);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x80, 0x97, 0x83, 0x91, 0x01, 0xFF})
    void othersPass(int code) {
        assertThat(verdict(code).passing()).isTrue();
        assertThat(verdict(code).accepted()).isFalse();
    }

    @Test
    void theServersOwnWordsAreKept() {
        assertThat(Verdict.of(new Answer(0x10, Optional.of("no such phone"))).failure())
                .contains(MessageFailure.of(Reason.NOT_REGISTERED, "no such phone"));
        assertThat(verdict(0x10).failure()).contains(MessageFailure.of(Reason.NOT_REGISTERED, "not registered"));
    }
}
