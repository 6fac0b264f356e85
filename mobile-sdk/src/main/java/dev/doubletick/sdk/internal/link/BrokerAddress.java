package dev.doubletick.sdk.internal.link;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Where a broker is and how to get there. An immutable value. */
public final class BrokerAddress {

    /** How MQTT is carried. */
    public enum Transport {
        TCP("mqtt", 1883),
        TLS("mqtts", 8883),
        WEB_SOCKET("ws", 80),
        SECURE_WEB_SOCKET("wss", 443);

        private final String scheme;
        private final int defaultPort;

        Transport(String scheme, int defaultPort) {
            this.scheme = scheme;
            this.defaultPort = defaultPort;
        }
    }

    private final URI uri;
    private final Transport transport;

    private BrokerAddress(URI uri, Transport transport) {
        this.uri = uri;
        this.transport = transport;
    }

    /** Empty if it has a scheme that this version does not know, or no host. */
    public static Optional<BrokerAddress> of(URI uri) {
        if (uri.getHost() != null) {
            for (Transport transport : Transport.values()) {
                if (transport.scheme.equalsIgnoreCase(uri.getScheme())) {
                    return Optional.of(new BrokerAddress(uri, transport));
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Those that this version can use.
     *
     * @throws IllegalStateException if it can use none
     */
    public static List<BrokerAddress> usable(List<URI> uris) {
        List<BrokerAddress> usable = uris.stream()
                .map(BrokerAddress::of)
                .filter(Optional::isPresent)
                .map(Optional::get)
                .collect(Collectors.toList());
        if (usable.isEmpty()) {
            throw new IllegalStateException("none of the broker addresses is of a kind that this version knows");
        }
        return usable;
    }

    public Transport transport() {
        return transport;
    }

    /** Without the brackets of an IPv6 literal. */
    public String host() {
        String host = uri.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** The port, or the scheme's own one if the address names none. */
    public int port() {
        return uri.getPort() < 0 ? transport.defaultPort : uri.getPort();
    }

    public URI uri() {
        return uri;
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
