package dev.doubletick.broker.account;

import java.util.Locale;

/** To whom a privacy setting applies. */
enum Audience {
    EVERYONE,
    CONTACTS,
    NOBODY;

    /**
     * Reads the word in the database, which lets no other in.
     *
     * @throws IllegalArgumentException if it is another
     */
    static Audience of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
