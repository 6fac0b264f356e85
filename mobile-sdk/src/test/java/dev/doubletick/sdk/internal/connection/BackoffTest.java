package dev.doubletick.sdk.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final Duration BASE = Duration.ofSeconds(1);
    private static final Duration CAP = Duration.ofMinutes(2);

    /** Randomness that is always the same. */
    private static final class Fixed extends SecureRandom {
        private static final long serialVersionUID = 1;
        private final double value;

        private Fixed(double value) {
            this.value = value;
        }

        @Override
        public double nextDouble() {
            return value;
        }
    }

    private static List<Long> delays(Backoff backoff, int count) {
        return Stream.generate(backoff::next)
                .limit(count)
                .map(Duration::toMillis)
                .collect(Collectors.toList());
    }

    @Test
    void doublesItsCeilingUpToTheCap() {
        Backoff backoff = new Backoff(BASE, CAP, new Fixed(Math.nextDown(1.0)));

        assertThat(delays(backoff, 10))
                .containsExactly(1000L, 2000L, 4000L, 8000L, 16000L, 32000L, 64000L, 120000L, 120000L, 120000L);
    }

    @Test
    void staysAtTheCapForEver() {
        Backoff backoff = new Backoff(BASE, CAP, new Fixed(Math.nextDown(1.0)));

        assertThat(delays(backoff, 200).subList(10, 200)).containsOnly(120000L);
    }

    @Test
    void mayComeBackAtOnce() {
        assertThat(delays(new Backoff(BASE, CAP, new Fixed(0)), 10)).containsOnly(0L);
    }

    @Test
    void spreadsDelaysOverTheWholeRange() {
        Backoff backoff = new Backoff(CAP, CAP, new SecureRandom());

        List<Long> delays = delays(backoff, 2000);

        assertThat(delays).allMatch(delay -> delay >= 0 && delay <= CAP.toMillis());
        // Each tenth of the range is hit: that a fair one is missed 2,000 times has a probability of 1e-91.
        assertThat(delays.stream()
                        .map(delay -> delay * 10 / (CAP.toMillis() + 1))
                        .distinct())
                .hasSize(10);
    }

    @Test
    void startsOverAfterASuccess() {
        Backoff backoff = new Backoff(BASE, CAP, new Fixed(Math.nextDown(1.0)));
        delays(backoff, 5);

        backoff.reset();

        assertThat(delays(backoff, 2)).containsExactly(1000L, 2000L);
    }
}
