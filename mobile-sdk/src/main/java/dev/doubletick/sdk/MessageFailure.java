package dev.doubletick.sdk;

import java.util.Objects;

/** Why the server refused a message for good. */
public final class MessageFailure {

    /** What to tell the user. An app should have its own words, in the user's language, for each. */
    public enum Reason {
        /** The recipient's phone number is not registered. */
        NOT_REGISTERED,
        /** This phone may not write to the recipient. */
        NOT_ALLOWED,
        /** The server found the message itself invalid: too large, for example. */
        INVALID
    }

    private final Reason reason;
    private final String description;

    private MessageFailure(Reason reason, String description) {
        this.reason = reason;
        this.description = description;
    }

    /**
     * @param description one English sentence, for logs and as a fallback; usually the server's reason string
     */
    public static MessageFailure of(Reason reason, String description) {
        return new MessageFailure(reason, description);
    }

    public Reason reason() {
        return reason;
    }

    /** One English sentence, for logs and as a fallback. */
    public String description() {
        return description;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof MessageFailure
                && reason == ((MessageFailure) o).reason
                && description.equals(((MessageFailure) o).description);
    }

    @Override
    public int hashCode() {
        return Objects.hash(reason, description);
    }

    @Override
    public String toString() {
        return reason + " (" + description + ")";
    }
}
