package dev.doubletick.registration.push.provider.apns;

import com.eatthepath.pushy.apns.ApnsClientBuilder;
import com.eatthepath.pushy.apns.auth.ApnsSigningKey;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * How to reach APNs.
 *
 * @param key signs the provider tokens
 * @param production the server, unresolved
 * @param sandbox the server for development builds, unresolved
 * @param trusted the servers' certificate where it is not Apple's: tests and trials
 */
public record ApnsConfig(
        ApnsSigningKey key,
        InetSocketAddress production,
        InetSocketAddress sandbox,
        Optional<X509Certificate> trusted) {

    /** Apple's own servers. */
    public static ApnsConfig apple(ApnsSigningKey key) {
        return new ApnsConfig(
                key,
                server(ApnsClientBuilder.PRODUCTION_APNS_HOST),
                server(ApnsClientBuilder.DEVELOPMENT_APNS_HOST),
                Optional.empty());
    }

    private static InetSocketAddress server(String host) {
        return InetSocketAddress.createUnresolved(host, ApnsClientBuilder.DEFAULT_APNS_PORT);
    }
}
