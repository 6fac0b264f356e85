package dev.doubletick.sdk.internal.link;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** A connection did not come about, or ended. */
public final class LinkException extends IOException {

    private static final long serialVersionUID = 1;

    /** Who ended it. */
    public enum Kind {
        /** The network, or this side. */
        BROKEN,
        /** The broker refused the connection, in its CONNACK. */
        REFUSED,
        /** The broker ended the connection, with a DISCONNECT. */
        DISCONNECTED
    }

    private final Kind kind;
    private final int code;

    private LinkException(Kind kind, int code, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.code = code;
    }

    private LinkException(Kind kind, int code, String message) {
        super(message);
        this.kind = kind;
        this.code = code;
    }

    public static LinkException broken(String message) {
        return new LinkException(Kind.BROKEN, 0, message);
    }

    public static LinkException broken(String message, Throwable cause) {
        return new LinkException(Kind.BROKEN, 0, message, cause);
    }

    /**
     * @param code the CONNACK's reason code
     */
    public static LinkException refused(int code) {
        return new LinkException(
                Kind.REFUSED, code, String.format(Locale.ROOT, "the broker refused the connection: 0x%02X", code));
    }

    /**
     * @param code the DISCONNECT's reason code
     */
    public static LinkException disconnected(int code, Optional<String> reason) {
        return new LinkException(
                Kind.DISCONNECTED,
                code,
                String.format(Locale.ROOT, "the broker ended the connection: 0x%02X", code)
                        + reason.map(text -> " " + text).orElse(""));
    }

    public Kind kind() {
        return kind;
    }

    /** The broker's reason code (MQTT 5, section 2.4); 0 if it gave none. */
    public int code() {
        return code;
    }
}
