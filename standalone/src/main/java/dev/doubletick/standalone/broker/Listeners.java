package dev.doubletick.standalone.broker;

import dev.doubletick.certificates.KeyStoreFile;
import java.util.Optional;

/**
 * Where the broker listens.
 *
 * @param mqttPort for MQTT over TCP, 0 for any free one
 * @param wsPort for MQTT over WebSocket, 0 for any free one
 * @param tls the certificate to show on both; empty: without TLS
 * @param insidePort with TLS: for MQTT without, for what runs beside the broker; 0 for any free one
 */
public record Listeners(String host, int mqttPort, int wsPort, Optional<KeyStoreFile> tls, int insidePort) {

    /** Without TLS. */
    public static Listeners plain(String host, int mqttPort, int wsPort) {
        return new Listeners(host, mqttPort, wsPort, Optional.empty(), 0);
    }

    /** With TLS, or without. */
    public static Listeners of(String host, int mqttPort, int wsPort, Optional<KeyStoreFile> tls) {
        return new Listeners(host, mqttPort, wsPort, tls, 0);
    }

    /** The same, on these ports. */
    Listeners on(int mqtt, int ws, int inside) {
        return new Listeners(host, mqtt, ws, tls, inside);
    }
}
