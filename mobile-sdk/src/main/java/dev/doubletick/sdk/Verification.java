package dev.doubletick.sdk;

import java.time.Instant;
import java.util.Objects;

/** A code is on its way by SMS: what {@link Doubletick#verify} needs, and what to show meanwhile. An immutable value. */
public final class Verification {

    private final String id;
    private final Instant expiresAt;
    private final Instant nextSendAt;

    private Verification(String id, Instant expiresAt, Instant nextSendAt) {
        this.id = id;
        this.expiresAt = expiresAt;
        this.nextSendAt = nextSendAt;
    }

    public static Verification of(String id, Instant expiresAt, Instant nextSendAt) {
        return new Verification(id, expiresAt, nextSendAt);
    }

    /** What to give to {@link Doubletick#verify} together with the code. */
    public String id() {
        return id;
    }

    /** Until when the code is good, by the server's clock. */
    public Instant expiresAt() {
        return expiresAt;
    }

    /** When another code may be asked for, by the server's clock. */
    public Instant nextSendAt() {
        return nextSendAt;
    }

    @Override
    public boolean equals(Object o) {
        if (!(o instanceof Verification)) {
            return false;
        }
        Verification other = (Verification) o;
        return id.equals(other.id) && expiresAt.equals(other.expiresAt) && nextSendAt.equals(other.nextSendAt);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, expiresAt, nextSendAt);
    }

    @Override
    public String toString() {
        return "verification until " + expiresAt;
    }
}
