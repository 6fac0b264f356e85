package dev.doubletick.sdk;

import dev.doubletick.protocol.PhoneNumber;
import java.time.Instant;
import java.util.Objects;

/** What the server says about this phone's account. An immutable value. */
public final class AccountInfo {

    private final PhoneNumber phone;
    private final Instant createdAt;
    private final boolean registrationLock;

    private AccountInfo(PhoneNumber phone, Instant createdAt, boolean registrationLock) {
        this.phone = phone;
        this.createdAt = createdAt;
        this.registrationLock = registrationLock;
    }

    public static AccountInfo of(PhoneNumber phone, Instant createdAt, boolean registrationLock) {
        return new AccountInfo(phone, createdAt, registrationLock);
    }

    public PhoneNumber phone() {
        return phone;
    }

    /** When the number was registered for the first time. */
    public Instant createdAt() {
        return createdAt;
    }

    /** Whether it takes a PIN to register the number anew. */
    public boolean hasRegistrationLock() {
        return registrationLock;
    }

    @Override
    public boolean equals(Object o) {
        if (!(o instanceof AccountInfo)) {
            return false;
        }
        AccountInfo other = (AccountInfo) o;
        return phone.equals(other.phone)
                && createdAt.equals(other.createdAt)
                && registrationLock == other.registrationLock;
    }

    @Override
    public int hashCode() {
        return Objects.hash(phone, createdAt, registrationLock);
    }

    @Override
    public String toString() {
        return "account " + phone.masked() + " since " + createdAt + (registrationLock ? ", with a PIN" : "");
    }
}
