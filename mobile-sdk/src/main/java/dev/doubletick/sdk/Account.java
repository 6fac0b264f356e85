package dev.doubletick.sdk;

import dev.doubletick.protocol.PhoneNumber;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** What makes this phone its number: the number, the device credential and where the brokers are. An immutable value. */
public final class Account {

    private final PhoneNumber phone;
    private final String credential;
    private final List<URI> brokers;

    private Account(PhoneNumber phone, String credential, List<URI> brokers) {
        this.phone = phone;
        this.credential = credential;
        this.brokers = brokers;
    }

    /**
     * @param credential the device credential; a secret
     * @param brokers in order of preference: {@code mqtt://host:port}, {@code mqtts://host:port}, {@code ws://host:port/mqtt} or
     *     {@code wss://host:port/mqtt}. Addresses of another scheme are left to newer versions
     * @throws IllegalArgumentException if the credential is empty or there is no broker
     */
    public static Account of(PhoneNumber phone, String credential, List<URI> brokers) {
        if (credential.isEmpty()) {
            throw new IllegalArgumentException("an account has a device credential");
        }
        if (brokers.isEmpty()) {
            throw new IllegalArgumentException("an account has the address of at least one broker");
        }
        return new Account(phone, credential, Collections.unmodifiableList(new ArrayList<>(brokers)));
    }

    public PhoneNumber phone() {
        return phone;
    }

    /** The device credential. A secret: keep it out of logs. */
    public String credential() {
        return credential;
    }

    /** Where to connect to, in order of preference. */
    public List<URI> brokers() {
        return brokers;
    }

    @Override
    public boolean equals(Object o) {
        if (!(o instanceof Account)) {
            return false;
        }
        Account other = (Account) o;
        return phone.equals(other.phone) && credential.equals(other.credential) && brokers.equals(other.brokers);
    }

    @Override
    public int hashCode() {
        return Objects.hash(phone, credential, brokers);
    }

    /** Without the credential. */
    @Override
    public String toString() {
        return "account " + phone.masked() + " at " + brokers;
    }
}
