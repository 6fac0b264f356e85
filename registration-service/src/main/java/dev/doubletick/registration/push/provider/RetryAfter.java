package dev.doubletick.registration.push.provider;

import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The header of that name: seconds, or a date (RFC 9110 section 10.2.3). */
public final class RetryAfter {

    /** Whoever says more is not believed: an hour's outage must not become a day's. */
    private static final Duration MOST = Duration.ofHours(1);

    private RetryAfter() {}

    /** Empty if it is not there, or makes no sense. */
    public static Optional<Duration> of(HttpHeaders headers, Clock clock) {
        return headers.firstValue("Retry-After")
                .flatMap(text -> parse(text.strip(), clock))
                .filter(wait -> !wait.isNegative())
                .map(wait -> wait.compareTo(MOST) < 0 ? wait : MOST);
    }

    private static Optional<Duration> parse(String text, Clock clock) {
        try {
            return Optional.of(
                    text.matches("\\d{1,9}")
                            ? Duration.ofSeconds(Long.parseLong(text))
                            : Duration.between(
                                    clock.instant(),
                                    ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                                            .toInstant()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
