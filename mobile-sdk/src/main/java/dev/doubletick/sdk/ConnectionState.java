package dev.doubletick.sdk;

import java.util.Optional;

/** Whether this phone is connected, and if not, whether it will be. An immutable value. */
public final class ConnectionState {

    /** The states. */
    public enum Kind {
        /** Not connected. Unless it is so at the app's wish, the next attempt follows by itself. */
        DISCONNECTED,
        /** An attempt to connect is under way. */
        CONNECTING,
        /** Connected: queued messages leave, waiting ones arrive. */
        CONNECTED,
        /**
         * Final: this number is now on another phone, where it was registered or has connected. Nothing is tried again until the app
         * asks for it.
         */
        REPLACED,
        /**
         * Final: the server does not accept the device credential any more, because it was revoked, the account is gone, or the
         * number was registered anew while this phone was away. Register again; the history stays.
         */
        CREDENTIAL_REFUSED
    }

    private final Kind kind;
    private final Optional<Throwable> cause;

    private ConnectionState(Kind kind, Optional<Throwable> cause) {
        this.kind = kind;
        this.cause = cause;
    }

    public static ConnectionState of(Kind kind) {
        return new ConnectionState(kind, Optional.empty());
    }

    public static ConnectionState of(Kind kind, Throwable cause) {
        return new ConnectionState(kind, Optional.of(cause));
    }

    public Kind kind() {
        return kind;
    }

    /** What ended the connection or the attempt, for logs and support: not something to show to a user. */
    public Optional<Throwable> cause() {
        return cause;
    }

    /** Whether the SDK has given up: only the app (and its user) can change something about it. */
    public boolean isFinal() {
        return kind == Kind.REPLACED || kind == Kind.CREDENTIAL_REFUSED;
    }

    @Override
    public String toString() {
        return cause.map(reason -> kind + " (" + reason + ")").orElse(kind.name());
    }
}
