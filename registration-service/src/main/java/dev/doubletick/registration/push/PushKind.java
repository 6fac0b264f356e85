package dev.doubletick.registration.push;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What the app does when it is pushed to. */
public enum PushKind {
    /** The system shows an alert; on iOS the app's extension may fetch the mail first and rewrite it. */
    ALERT,
    /** The app wakes in the background and nothing is shown. */
    BACKGROUND,
    /** Calls. Never used for messages: iOS ends an app that gets such a push and does not ring. */
    VOIP;

    /** As it is written in HTTP and in the database. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<PushKind> of(String text) {
        return Arrays.stream(values()).filter(kind -> kind.text().equals(text)).findFirst();
    }
}
