package dev.doubletick.registration.verification.sender;

import java.util.Locale;
import java.util.Optional;

/** How a code comes to a phone. */
public enum Channel {
    /** As a text. */
    SMS,
    /** As a call that reads it out. */
    VOICE;

    /** Reads the name on the wire, {@code sms} or {@code voice}; empty if it is neither. */
    public static Optional<Channel> ofName(String name) {
        return switch (name) {
            case "sms" -> Optional.of(SMS);
            case "voice" -> Optional.of(VOICE);
            default -> Optional.empty();
        };
    }

    /** The name on the wire. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
