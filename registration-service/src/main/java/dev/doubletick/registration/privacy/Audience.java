package dev.doubletick.registration.privacy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** To whom a setting applies. */
enum Audience {
    EVERYONE,
    CONTACTS,
    NOBODY;

    /** As HTTP and the database write it. */
    @JsonValue
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if it is none of these words, in small letters */
    @JsonCreator
    static Audience of(String text) {
        for (Audience audience : values()) {
            if (audience.text().equals(text)) {
                return audience;
            }
        }
        throw new IllegalArgumentException("not an audience");
    }
}
