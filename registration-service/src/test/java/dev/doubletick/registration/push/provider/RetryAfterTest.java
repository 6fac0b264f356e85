package dev.doubletick.registration.push.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final Clock NOON = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);

    private static Optional<Duration> of(String value) {
        return RetryAfter.of(HttpHeaders.of(Map.of("retry-after", List.of(value)), (name, text) -> true), NOON);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0",
                "120 | 120",
                " 7  | 7",
                "Sun, 01 Mar 2026 12:02:00 GMT | 120",
                "3600 | 3600",
                "3601 | 3600",
                "999999999 | 3600",
                "Mon, 01 Mar 2027 12:00:00 GMT | 3600",
            })
    void isSecondsOrADateAndNeverMoreThanAnHour(String value, long seconds) {
        assertThat(of(value)).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "soon", "", "1.5", "9999999999999999999", "Sun, 01 Mar 2026 11:59:00 GMT"})
    void whatMakesNoSenseOrIsOverIsNotThere(String value) {
        assertThat(of(value)).isEmpty();
    }

    @Test
    void needNotBeThere() {
        assertThat(RetryAfter.of(HttpHeaders.of(Map.of(), (name, text) -> true), NOON))
                .isEmpty();
    }
}
