package dev.doubletick.standalone;

import dev.doubletick.broker.wakeup.WakeUpPolicy;
import dev.doubletick.registration.database.DatabaseConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How to start.
 *
 * @param dataFolder holds all state; created if need be, one process at a time
 * @param mqttPort for MQTT over TCP, 0 for any free one
 * @param wsPort for MQTT over WebSocket, 0 for any free one
 * @param httpPort for the registration service, 0 for any free one
 * @param database a PostgreSQL to use instead of one of our own in the data folder
 * @param wakeUps when phones are woken; empty if never
 * @param tls hosts that the certificate is for, beside this machine itself; empty: all without TLS
 * @param advertised where phones are told that MQTT is, where that is not where the broker listens; empty: there
 */
public record StandaloneConfig(
        Path dataFolder,
        int mqttPort,
        int wsPort,
        int httpPort,
        Optional<DatabaseConfig> database,
        Optional<WakeUpPolicy> wakeUps,
        Optional<List<String>> tls,
        List<URI> advertised) {

    /** Everything listens here: this is for trying out, and does not speak with strangers. */
    static final String HOST = "127.0.0.1";

    /** @throws IllegalArgumentException if a value cannot be used; the message says which */
    public StandaloneConfig {
        requirePort("mqtt", mqttPort);
        requirePort("ws", wsPort);
        requirePort("http", httpPort);
        tls = tls.map(List::copyOf);
        advertised = List.copyOf(advertised);
    }

    /** With push at the usual times; phones are told where the broker listens. */
    public StandaloneConfig(
            Path dataFolder, int mqttPort, int wsPort, int httpPort, Optional<DatabaseConfig> database) {
        this(
                dataFolder,
                mqttPort,
                wsPort,
                httpPort,
                database,
                Optional.of(WakeUpPolicy.DEFAULT),
                Optional.empty(),
                List.of());
    }

    /** On any free ports, with a PostgreSQL of our own: for tests and demos. */
    public static StandaloneConfig onFreePorts(Path dataFolder) {
        return new StandaloneConfig(dataFolder, 0, 0, 0, Optional.empty());
    }

    private static void requirePort(String name, int port) {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("the " + name + " port must be 0 to 65535, not " + port);
        }
    }

    /** The same with other times for wake-ups, or none. */
    public StandaloneConfig withWakeUps(Optional<WakeUpPolicy> policy) {
        return new StandaloneConfig(dataFolder, mqttPort, wsPort, httpPort, database, policy, tls, advertised);
    }

    /** The same with TLS for MQTT, WebSocket and HTTP, by an authority of its own in the data folder. */
    public StandaloneConfig withTls(String... moreHosts) {
        return new StandaloneConfig(
                dataFolder, mqttPort, wsPort, httpPort, database, wakeUps, Optional.of(List.of(moreHosts)), advertised);
    }

    /** The same, with something in front of the broker that phones are to connect to. */
    public StandaloneConfig advertising(URI... brokers) {
        return new StandaloneConfig(dataFolder, mqttPort, wsPort, httpPort, database, wakeUps, tls, List.of(brokers));
    }
}
