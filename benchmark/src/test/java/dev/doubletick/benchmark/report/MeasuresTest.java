package dev.doubletick.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.doubletick.benchmark.traffic.Exchange;
import dev.doubletick.benchmark.traffic.Interval;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class MeasuresTest {

    private static final Offset<Double> THREE_DIGITS = within(0.1);

    @Test
    void ratesLatenciesAndCostComeFromTheInterval() {
        Histogram ticks = new Histogram(TimeUnit.MINUTES.toNanos(10), 3);
        for (int millis = 1; millis <= 100; millis++) {
            ticks.recordValue(TimeUnit.MILLISECONDS.toNanos(millis));
        }
        Interval interval = new Interval(
                Duration.ofSeconds(2),
                300,
                250,
                200,
                4_000,
                6_000,
                Duration.ofSeconds(1),
                Optional.of(Duration.ofSeconds(3)));
        Result.Builder result = new Result.Builder("online", "");
        Measures.exchange(
                result, new Exchange.Outcome(interval, ticks, new Histogram(TimeUnit.MINUTES.toNanos(10), 3)));
        Map<String, Double> measures = result.build().measures();

        assertThat(measures)
                .containsEntry("receipted_per_s", 100.0)
                .containsEntry("delivered_per_s", 125.0)
                .containsEntry("bytes_per_message", 50.0)
                .containsEntry("bytes_in", 4_000.0)
                .containsEntry("bytes_out", 6_000.0)
                .containsEntry("driver_cpus", 0.5)
                .containsEntry("server_cpus", 1.5);
        assertThat(measures.get("first_tick_p50_ms")).isCloseTo(50, THREE_DIGITS);
        assertThat(measures.get("first_tick_p90_ms")).isCloseTo(90, THREE_DIGITS);
        assertThat(measures.get("first_tick_p99_ms")).isCloseTo(99, THREE_DIGITS);
        assertThat(measures.get("first_tick_max_ms")).isCloseTo(100, THREE_DIGITS);
        assertThat(measures).doesNotContainKey("second_tick_p50_ms");
    }
}
