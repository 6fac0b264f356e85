package dev.doubletick.registration.privacy;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** To whom a setting applies. */
enum Audience {
    @JsonProperty("everyone")
    EVERYONE,
    @JsonProperty("contacts")
    CONTACTS,
    @JsonProperty("nobody")
    NOBODY;

    /** As the database writes it, and JSON. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if it is none of these words */
    static Audience of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
