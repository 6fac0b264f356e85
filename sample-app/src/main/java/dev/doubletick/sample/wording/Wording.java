package dev.doubletick.sample.wording;

import dev.doubletick.protocol.Presence;
import dev.doubletick.protocol.content.Body;
import dev.doubletick.sdk.ConnectionState;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.MessageFailure;
import dev.doubletick.sdk.ProblemException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.CompletionException;

/** Puts into English what the SDK says, for people. Times are those of the clock's zone. */
public final class Wording {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter WEEKDAY = DateTimeFormatter.ofPattern("EEEE", Locale.ENGLISH);
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH);
    private static final int DAYS_OF_A_WEEK = 7;

    private final Clock clock;

    public Wording(Clock clock) {
        this.clock = clock;
    }

    /** A message in one line. */
    public static String line(Message message) {
        Body body = message.body();
        if (body instanceof Body.Text text) {
            return text.text();
        }
        if (body instanceof Body.Location location) {
            return "📍 " + (location.name().isEmpty() ? "Location" : location.name());
        }
        if (body instanceof Body.Timer timer) {
            return timer.expiresAfter().isZero()
                    ? "Messages stay from now on"
                    : "Messages disappear after " + duration(timer.expiresAfter());
        }
        if (body instanceof Body.Deleted) {
            return "This message was deleted";
        }
        return "Update the app to see this message";
    }

    private static String duration(Duration time) {
        if (time.toDays() > 1) {
            return time.toDays() + " days";
        }
        return time.toHours() > 1 ? time.toHours() + " hours" : time.toSeconds() + " seconds";
    }

    /** Where a place can be seen on a map. */
    public static String mapLink(Body.Location place) {
        return String.format(
                Locale.ROOT,
                "https://www.openstreetmap.org/?mlat=%1$.5f&mlon=%2$.5f#map=16/%1$.5f/%2$.5f",
                place.latitude(),
                place.longitude());
    }

    /** Why a message was refused. */
    public static String failure(MessageFailure failure) {
        return switch (failure.reason()) {
            case NOT_REGISTERED -> "Not on Doubletick";
            case NOT_ALLOWED -> "You may not write to this number";
            case INVALID -> "The server does not take this message";
        };
    }

    /** Online, last seen, or nothing. */
    public String presence(Presence presence) {
        if (presence.isOnline()) {
            return "online";
        }
        return presence.lastSeen().map(at -> "last seen " + lastSeen(at)).orElse("");
    }

    private String lastSeen(Instant at) {
        String day = day(at);
        return switch (day) {
            case "Today" -> "at " + time(at);
            case "Yesterday" -> "yesterday at " + time(at);
            default -> day + " at " + time(at);
        };
    }

    /** Hours and minutes. */
    public String time(Instant at) {
        return TIME.format(at.atZone(clock.getZone()));
    }

    /** The day as one says it: today, yesterday, a weekday, a date. */
    public String day(Instant at) {
        LocalDate day = at.atZone(clock.getZone()).toLocalDate();
        LocalDate today = LocalDate.now(clock);
        if (day.equals(today)) {
            return "Today";
        }
        if (day.equals(today.minusDays(1))) {
            return "Yesterday";
        }
        return (day.isAfter(today.minusDays(DAYS_OF_A_WEEK)) ? WEEKDAY : DATE).format(day);
    }

    /** The time of what is from today, the day of what is older. */
    public String timeOrDay(Instant at) {
        String day = day(at);
        return day.equals("Today") ? time(at) : day;
    }

    /** Where the connection is not simply there. */
    public static String connection(ConnectionState.Kind kind) {
        return switch (kind) {
            case CONNECTED -> "";
            case CONNECTING, DISCONNECTED -> "Connecting…";
            case REPLACED -> "This number is now on another phone";
            case CREDENTIAL_REFUSED -> "This number was registered on another phone";
        };
    }

    /** What went wrong, for the person in front of the phone. */
    public static String error(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof ProblemException problem) {
            String text = problem.detail().isEmpty() ? problem.title() : problem.detail();
            return problem.retryAfter()
                    .map(wait -> text + " Try again in " + wait.toSeconds() + " s.")
                    .orElse(text);
        }
        if (cause instanceof IOException) {
            return "The server cannot be reached.";
        }
        return String.valueOf(cause.getMessage());
    }
}
