package dev.doubletick.protocol.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WakeUpCountsTest {

    @Test
    void areReadAsTheyWereWritten() {
        Map<String, Long> counts = Map.of("decided.offline", 12L, "phones-waiting", 0L);

        byte[] payload = WakeUpCounts.of(counts).toBytes();

        assertThat(new String(payload, StandardCharsets.UTF_8)).isEqualTo("decided.offline 12\nphones-waiting 0\n");
        assertThat(WakeUpCounts.ofBytes(payload)).get().satisfies(read -> assertThat(read.counts())
                .isEqualTo(counts));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"decided.offline", "decided.offline -1", "Decided 1", "decided  1", "a 1234567890123456789"})
    void whatIsNoCountIsNotRead(String line) {
        assertThat(WakeUpCounts.ofBytes(("forgotten 1\n" + line + "\n").getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @Test
    void moreThanABrokerHasIsNotRead() {
        assertThat(WakeUpCounts.ofBytes("a 1\n".repeat(10_000).getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @Test
    void aNameOrValueThatCannotBeReadIsNotWritten() {
        assertThatThrownBy(() -> WakeUpCounts.of(Map.of("two words", 1L))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> WakeUpCounts.of(Map.of("forgotten", -1L)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theTopicSaysWhichBrokerItIs() {
        assertThat(WakeUpCounts.broker(WakeUpCounts.topic("b-1"))).contains("b-1");
        assertThat(WakeUpCounts.broker("x/wake/4915112345678")).isEmpty();
        assertThat(WakeUpCounts.broker("x/wake-counts/a/b")).isEmpty();
    }
}
