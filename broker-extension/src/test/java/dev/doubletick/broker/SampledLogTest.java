package dev.doubletick.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SampledLogTest {

    private final List<String> said = new ArrayList<>();
    private long now;
    private final SampledLog log = new SampledLog(2, () -> now);

    private void say(int times) {
        for (int i = 0; i < times; i++) {
            log.say(more -> said.add("away" + more));
        }
    }

    @Test
    void saysAFewLinesAMinuteAndHowManyWereLeftOut() {
        say(5);
        assertThat(said).containsExactly("away", "away");

        now += TimeUnit.MINUTES.toNanos(1);
        say(1);
        assertThat(said).last().isEqualTo("away (3 more like this were not logged)");
    }

    @Test
    void isOverOnceOnlyAndBeginsAnew() {
        assertThat(log.over()).isFalse();
        say(3);
        assertThat(log.over()).isTrue();
        assertThat(log.over()).isFalse();
        say(1);
        assertThat(said).containsExactly("away", "away", "away");
    }
}
