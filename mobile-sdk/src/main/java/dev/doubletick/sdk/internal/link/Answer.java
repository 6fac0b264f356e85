package dev.doubletick.sdk.internal.link;

import java.util.Locale;
import java.util.Optional;

/** The server's answer to a publication: what a PUBACK says. An immutable value. */
public final class Answer {

    private final int code;
    private final Optional<String> reason;

    public Answer(int code, Optional<String> reason) {
        this.code = code;
        this.reason = reason;
    }

    /** The reason code of MQTT 5, section 2.4. */
    public int code() {
        return code;
    }

    /** The reason string, in English. */
    public Optional<String> reason() {
        return reason;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "0x%02X", code)
                + reason.map(text -> " " + text).orElse("");
    }
}
