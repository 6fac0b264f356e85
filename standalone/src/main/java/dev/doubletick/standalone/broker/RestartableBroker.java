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
    private final String host;
    private final Supplier<ExtensionMain> extension;
    private int mqttPort;
    private int wsPort;
    private @Nullable Broker running;

    private RestartableBroker(Path folder, String host, int mqttPort, int wsPort, Supplier<ExtensionMain> extension) {
        this.folder = folder;
        this.host = host;
        this.mqttPort = mqttPort;
        this.wsPort = wsPort;
        this.extension = extension;
    }

    /**
     * Starts it for the first time.
     *
     * @param extension makes a new extension for each start
     * @throws BrokerStartException see {@link Broker#start}
     */
    public static RestartableBroker start(
            Path folder, String host, int mqttPort, int wsPort, Supplier<ExtensionMain> extension) {
        RestartableBroker broker = new RestartableBroker(folder, host, mqttPort, wsPort, extension);
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
            Broker broker = Broker.start(folder, host, mqttPort, wsPort, extension.get());
            mqttPort = broker.mqttPort();
            wsPort = broker.wsPort();
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

    /** The port for MQTT over TCP, the same after each start. */
    public synchronized int mqttPort() {
        return mqttPort;
    }

    /** The port for MQTT over WebSocket, the same after each start. */
    public synchronized int wsPort() {
        return wsPort;
    }

    /** Where MQTT is, as {@code mqtt://host:port}. */
    public URI mqtt() {
        return URI.create("mqtt://" + host + ":" + mqttPort());
    }

    /** Where MQTT over WebSocket is, as {@code ws://host:port/path}. */
    public URI ws() {
        return URI.create("ws://" + host + ":" + wsPort() + Broker.WEBSOCKET_PATH);
    }

    /** Both. */
    public List<URI> addresses() {
        return List.of(mqtt(), ws());
    }

    @Override
    public void close() {
        stop();
    }
}
