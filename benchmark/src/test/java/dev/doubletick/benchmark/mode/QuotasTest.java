package dev.doubletick.benchmark.mode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuotasTest {

    @Test
    void dividesAllMessages() {
        Quotas quotas = new Quotas(10, 4);

        assertThat(IntStream.range(0, 4).map(quotas::of)).containsExactly(3, 3, 2, 2);
        assertThat(quotas.total()).isEqualTo(10);
    }

    @Test
    void zeroMeansNoBound() {
        Quotas quotas = new Quotas(0, 4);

        assertThat(quotas.of(3)).isEqualTo(Integer.MAX_VALUE);
        assertThat(quotas.total()).isEqualTo(Long.MAX_VALUE);
    }
}
