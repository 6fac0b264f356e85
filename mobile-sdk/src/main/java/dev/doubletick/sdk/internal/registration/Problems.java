package dev.doubletick.sdk.internal.registration;

import dev.doubletick.sdk.ProblemException;
import dev.doubletick.sdk.RegistrationLockedException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import okhttp3.MediaType;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a refusal: a problem according to RFC 9457, or whatever else answers with an error status. */
final class Problems {

    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    /** A problem of which only the HTTP status is known: RFC 9457, section 4.2.1. */
    private static final String UNTYPED = "about:blank";

    private Problems() {}

    static ProblemException of(Response response, Instant now) {
        int status = response.code();
        String title = response.message().isEmpty() ? "HTTP " + status : response.message();
        Duration retryAfter = retryAfter(response.header("Retry-After"), now);
        MediaType type = response.body().contentType();
        if (type != null && type.subtype().equalsIgnoreCase("problem+json")) {
            try {
                JsonAnswer problem = JsonAnswer.of(response);
                return problem(problem, title, status, retryAfter);
            } catch (IOException e) {
                log.debug("a problem that cannot be read; its status says enough", e);
            }
        }
        return new ProblemException(UNTYPED, title, status, "", retryAfter);
    }

    private static ProblemException problem(
            JsonAnswer problem, String fallbackTitle, int status, @Nullable Duration retryAfter) {
        String type = problem.string("type", UNTYPED);
        String title = problem.string("title", fallbackTitle);
        String detail = problem.string("detail", "");
        Map<String, String> members = problem.members();
        if (type.equals(RegistrationLockedException.TYPE)) {
            return new RegistrationLockedException(
                    title, status, detail, retryAfter, members, triesLeft(members), opensAt(members));
        }
        return new ProblemException(type, title, status, detail, retryAfter, members);
    }

    private static int triesLeft(Map<String, String> members) {
        try {
            return Math.max(0, Integer.parseInt(members.getOrDefault("triesLeft", "0")));
        } catch (NumberFormatException e) {
            log.debug("a number of tries that is none", e);
            return 0;
        }
    }

    private static @Nullable Instant opensAt(Map<String, String> members) {
        try {
            return members.containsKey("opensAt")
                    ? OffsetDateTime.parse(members.get("opensAt")).toInstant()
                    : null;
        } catch (DateTimeException e) {
            log.debug("a time that is none", e);
            return null;
        }
    }

    /** Seconds, or a date: RFC 9110, section 10.2.3. Null if there is neither. */
    private static @Nullable Duration retryAfter(@Nullable String header, Instant now) {
        if (header == null) {
            return null;
        }
        try {
            return Duration.ofSeconds(Math.max(0, Long.parseLong(header.trim())));
        } catch (NumberFormatException notSeconds) {
            return untilDate(header.trim(), now);
        }
    }

    private static @Nullable Duration untilDate(String header, Instant now) {
        try {
            Instant date = ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return date.isAfter(now) ? Duration.between(now, date) : Duration.ZERO;
        } catch (DateTimeException notADate) {
            return null;
        }
    }
}
