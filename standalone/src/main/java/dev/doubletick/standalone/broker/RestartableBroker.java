package dev.doubletick.standalone.broker;

import com.hivemq.extension.sdk.api.ExtensionMain;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A broker that can be stopped and started again, with the same data on the same ports. Safe on any thread. */
public final class RestartableBroker implements AutoCloseable {

    private final Path folder;
    private final Supplier<ExtensionMain> extension;
    private Listeners listeners;
    private @Nullable Broker running;

    private RestartableBroker(Path folder, Listeners listeners, Supplier<ExtensionMain> extension) {
        this.folder = folder;
        this.listeners = listeners;
        this.extension = extension;
    }

    /**
     * Starts it for the first time.
     *
     * @param extension makes a new extension for each start
     * @throws BrokerStartException see {@link Broker#start}
     */
    public static RestartableBroker start(Path folder, Listeners listeners, Supplier<ExtensionMain> extension) {
        RestartableBroker broker = new RestartableBroker(folder, listeners, extension);
        broker.start();
        return broker;
    }

    /**
     * Starts it again; does nothing if it runs.
     *
     * @throws BrokerStartException see {@link Broker#start}
     */
    public synchronized void start() {
        if (running == null) {
            Broker broker = Broker.start(folder, listeners, extension.get());
            listeners = broker.listening();
            running = broker;
        }
    }

    /** Stops it; does nothing if it does not run. */
    public synchronized void stop() {
        if (running != null) {
            running.close();
            running = null;
        }
    }

    private synchronized URI address(String scheme, int port, String path) {
        return URI.create(scheme + "://" + listeners.host() + ":" + port + path);
    }

    /** Where MQTT is, as {@code mqtt://host:port} or {@code mqtts://}, the same after each start. */
    public synchronized URI mqtt() {
        return address(listeners.tls().isPresent() ? "mqtts" : "mqtt", listeners.mqttPort(), "");
    }

    /** Where MQTT over WebSocket is, as {@code ws://host:port/path} or {@code wss://}, the same after each start. */
    public synchronized URI ws() {
        return address(listeners.tls().isPresent() ? "wss" : "ws", listeners.wsPort(), Broker.WEBSOCKET_PATH);
    }

    /** Where MQTT without TLS is, for what runs beside the broker. */
    public synchronized URI inside() {
        return listeners.tls().isPresent() ? address("mqtt", listeners.insidePort(), "") : mqtt();
    }

    /** Where phones find it. */
    public List<URI> addresses() {
        return List.of(mqtt(), ws());
    }

    @Override
    public void close() {
        stop();
    }
}
