package dev.doubletick.sdk;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** A device that may connect as this account. An immutable value. */
public final class AccountDevice {

    private final String id;
    private final Instant registeredAt;
    private final Optional<Instant> lastSeenAt;

    private AccountDevice(String id, Instant registeredAt, Optional<Instant> lastSeenAt) {
        this.id = id;
        this.registeredAt = registeredAt;
        this.lastSeenAt = lastSeenAt;
    }

    public static AccountDevice of(String id, Instant registeredAt, Optional<Instant> lastSeenAt) {
        return new AccountDevice(id, registeredAt, lastSeenAt);
    }

    /** What to give to {@link AccountActions#revokeDevice}. */
    public String id() {
        return id;
    }

    /** When it got its credential. */
    public Instant registeredAt() {
        return registeredAt;
    }

    /** When it was last connected, to some hours while it is; empty if it never was. */
    public Optional<Instant> lastSeenAt() {
        return lastSeenAt;
    }

    @Override
    public boolean equals(Object o) {
        if (!(o instanceof AccountDevice)) {
            return false;
        }
        AccountDevice other = (AccountDevice) o;
        return id.equals(other.id) && registeredAt.equals(other.registeredAt) && lastSeenAt.equals(other.lastSeenAt);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, registeredAt, lastSeenAt);
    }

    @Override
    public String toString() {
        return "device " + id + " since " + registeredAt;
    }
}
