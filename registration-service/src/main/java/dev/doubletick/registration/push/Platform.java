package dev.doubletick.registration.push;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Whose push service a token belongs to. */
public enum Platform {
    /** Apple. */
    APNS,
    /** Firebase Cloud Messaging. */
    FCM,
    /** Any Web Push service (RFC 8030), such as a browser's or a UnifiedPush distributor's. */
    WEBPUSH;

    /** As it is written in HTTP and in the database. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Platform> of(String text) {
        return Arrays.stream(values())
                .filter(platform -> platform.text().equals(text))
                .findFirst();
    }
}
