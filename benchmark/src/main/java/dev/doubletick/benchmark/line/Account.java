package dev.doubletick.benchmark.line;

import dev.doubletick.protocol.PhoneNumber;

/** A phone number and the secret that it connects with. */
public record Account(PhoneNumber phone, String credential) {

    /** Without the credential, and with the number masked. */
    @Override
    public String toString() {
        return phone.toString();
    }
}
