package dev.doubletick.registration.verification.sender.smpp;

import java.time.Duration;

/**
 * A short message service centre (SMSC).
 *
 * @param tls whether the connection is encrypted, and the host's certificate checked
 * @param systemId who we are there
 * @param password up to 8 characters, as SMPP has it
 * @param systemType what kind of client we are; often empty
 * @param source the sender that phones show: a number, a short code, or up to 11 characters of text
 * @param timeout for binding, and for one message
 */
public record SmppConfig(
        String host,
        int port,
        boolean tls,
        String systemId,
        String password,
        String systemType,
        String source,
        Duration timeout) {

    /** SMPP 3.4 section 5.2: the longest values, without the zero that ends them. */
    public SmppConfig {
        requireLength("system id", systemId, 15);
        requireLength("password", password, 8);
        requireLength("system type", systemType, 12);
        requireLength("source", source, 20);
        if (source.isEmpty()) {
            throw new IllegalArgumentException("the source of SMPP messages is empty");
        }
    }

    private static void requireLength(String name, String value, int most) {
        if (value.length() > most) {
            throw new IllegalArgumentException("the SMPP " + name + " may have at most " + most + " characters");
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "SmppConfig[" + systemId + " at " + host + ":" + port + "]";
    }
}
