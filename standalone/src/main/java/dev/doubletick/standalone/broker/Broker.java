package dev.doubletick.standalone.broker;

import com.hivemq.configuration.service.InternalConfigurations;
import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.client.parameter.ListenerType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running HiveMQ with one extension. Starting takes seconds, and so does closing; both block. */
public final class Broker implements AutoCloseable {

    /** The path of MQTT over WebSocket. */
    public static final String WEBSOCKET_PATH = BrokerConfigFile.WEBSOCKET_PATH;

    private static final Logger log = LoggerFactory.getLogger(Broker.class);

    private final EmbeddedHiveMQ hivemq;
    private final Listeners listening;

    private Broker(EmbeddedHiveMQ hivemq, Listeners listening) {
        this.hivemq = hivemq;
        this.listening = listening;
    }

    /**
     * Starts it. Without an authenticator, everybody is refused.
     *
     * @param folder for configuration, and data that the next start finds again
     * @param extension a new one for each start
     * @throws BrokerStartException if HiveMQ, a listener or the extension does not start; then nothing is left running
     */
    public static Broker start(Path folder, Listeners listeners, ExtensionMain extension) {
        requireFree(listeners.host(), listeners.mqttPort());
        requireFree(listeners.host(), listeners.wsPort());
        Path configuration = folder.resolve("conf");
        BrokerConfigFile.write(configuration, listeners);
        WatchedExtension watched = new WatchedExtension(extension);
        EmbeddedHiveMQ hivemq = EmbeddedHiveMQ.builder()
                .withConfigurationFolder(configuration)
                .withDataFolder(created(folder.resolve("data")))
                .withExtensionsFolder(created(folder.resolve("extensions")))
                .withEmbeddedExtension(EmbeddedExtension.builder()
                        .withId("doubletick")
                        .withName("Doubletick")
                        .withVersion("embedded")
                        .withExtensionMain(watched)
                        .build())
                .withoutLoggingBootstrap()
                .build();
        // Building an embedded broker opens it to everybody, for the whole JVM.
        InternalConfigurations.AUTH_DENY_UNAUTHENTICATED_CONNECTIONS.set(true);
        try {
            hivemq.start().join();
            watched.refusal().ifPresent(reason -> {
                throw new BrokerStartException(withoutFullStop(reason));
            });
            return new Broker(hivemq, bound(watched, listeners));
        } catch (RuntimeException e) {
            close(hivemq);
            if (e instanceof CompletionException && e.getCause() != null) {
                throw new BrokerStartException("the broker did not start: " + e.getCause(), e);
            }
            throw e;
        }
    }

    /** An extension's reason may be a whole sentence for the operator. */
    private static String withoutFullStop(String reason) {
        return reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason;
    }

    private static void requireFree(String host, int port) {
        if (port != 0 && !PortProbe.isFree(host, port)) {
            throw new BrokerStartException("port " + port + " is in use");
        }
    }

    private static Path created(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new BrokerStartException("the folder " + folder + " cannot be created: " + e, e);
        }
    }

    private static Listeners bound(WatchedExtension watched, Listeners wanted) {
        boolean tls = wanted.tls().isPresent();
        String host = wanted.host();
        int mqtt = watched.port(tls ? ListenerType.TLS_TCP_LISTENER : ListenerType.TCP_LISTENER);
        int ws = watched.port(tls ? ListenerType.TLS_WEBSOCKET_LISTENER : ListenerType.WEBSOCKET_LISTENER);
        return wanted.on(
                bound(mqtt, wanted.mqttPort(), host),
                bound(ws, wanted.wsPort(), host),
                tls ? bound(watched.port(ListenerType.TCP_LISTENER), wanted.insidePort(), host) : 0);
    }

    private static int bound(int actual, int wanted, String host) {
        if (actual == 0) {
            throw new BrokerStartException("the broker could not listen on any port of " + host);
        }
        if (wanted != 0 && actual != wanted) {
            throw new BrokerStartException("the broker listens on port " + actual + " instead of " + wanted);
        }
        return actual;
    }

    /** Where it listens. */
    public Listeners listening() {
        return listening;
    }

    /** Disconnects everybody and stops. What has been queued is there again at the next start. */
    @Override
    public void close() {
        close(hivemq);
    }

    private static void close(EmbeddedHiveMQ hivemq) {
        try {
            hivemq.close();
        } catch (ExecutionException e) {
            log.error("the broker did not stop cleanly", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
