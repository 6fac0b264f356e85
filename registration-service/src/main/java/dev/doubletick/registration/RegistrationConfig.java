package dev.doubletick.registration;

import dev.doubletick.certificates.KeyStoreFile;
import dev.doubletick.registration.contacts.LookupLimits;
import dev.doubletick.registration.database.DatabaseConfig;
import dev.doubletick.registration.operator.OperatorToken;
import dev.doubletick.registration.verification.OtpKey;
import dev.doubletick.registration.verification.VerificationSettings;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the service needs to know, checked once.
 *
 * @param httpHost the address to listen on
 * @param httpPort 0 for any free one
 * @param database where accounts are kept
 * @param brokers answers the addresses that a phone can connect to, {@linkplain #checkedBrokers checked}; told to each phone
 *     that has proven itself, and not asked before
 * @param otpKey under which codes are stored
 * @param operatorToken what an operator shows
 * @param verification which codes are sent, and how many
 * @param lookups how many numbers may be looked up
 * @param tls the certificate to show; empty: HTTP without TLS
 */
public record RegistrationConfig(
        String httpHost,
        int httpPort,
        DatabaseConfig database,
        Supplier<List<URI>> brokers,
        OtpKey otpKey,
        OperatorToken operatorToken,
        VerificationSettings verification,
        LookupLimits lookups,
        Optional<KeyStoreFile> tls) {

    private static final Set<String> BROKER_SCHEMES = Set.of("mqtt", "mqtts", "ws", "wss");

    /** @throws IllegalArgumentException if a value cannot be used; the message says which */
    public RegistrationConfig {
        if (httpPort < 0 || httpPort > 65535) {
            throw new IllegalArgumentException("the HTTP port must be 0 to 65535, not " + httpPort);
        }
    }

    /** Without TLS. */
    public RegistrationConfig(
            String httpHost,
            int httpPort,
            DatabaseConfig database,
            Supplier<List<URI>> brokers,
            OtpKey otpKey,
            OperatorToken operatorToken,
            VerificationSettings verification,
            LookupLimits lookups) {
        this(httpHost, httpPort, database, brokers, otpKey, operatorToken, verification, lookups, Optional.empty());
    }

    /** The same, with TLS or without. */
    public RegistrationConfig withTls(Optional<KeyStoreFile> certificate) {
        return new RegistrationConfig(
                httpHost, httpPort, database, brokers, otpKey, operatorToken, verification, lookups, certificate);
    }

    /**
     * The addresses as they are, {@code mqtt}, {@code mqtts}, {@code ws} or {@code wss} URIs.
     *
     * @throws IllegalArgumentException if there is none, or one of them cannot be used; the message says which
     */
    public static List<URI> checkedBrokers(List<URI> brokers) {
        if (brokers.isEmpty()) {
            throw new IllegalArgumentException("at least one broker address is needed");
        }
        for (URI broker : brokers) {
            if (!BROKER_SCHEMES.contains(broker.getScheme()) || broker.getHost() == null) {
                throw new IllegalArgumentException(
                        "a broker address is mqtt://host:port, mqtts://, ws:// or wss://, not " + broker);
            }
        }
        return List.copyOf(brokers);
    }
}
