package dev.doubletick.sdk.internal.link.paho;

import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttToken;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.MqttPingReq;

/** Paho's client on a transport of ours. For one connection only: used again, it can hang. */
final class PahoClient extends MqttAsyncClient {

    /** Paho wants to parse an address, though nothing connects to it. */
    static final String NOMINAL_ADDRESS = "tcp://broker";

    private final NetworkModule network;

    /**
     * @param threads at least five free ones
     */
    PahoClient(String clientId, NetworkModule network, ScheduledExecutorService threads) throws MqttException {
        super(NOMINAL_ADDRESS, clientId, new MemoryPersistence(), null, threads);
        this.network = network;
        setManualAcks(true);
    }

    /** Sends a PINGREQ now, whatever Paho's own keep-alive is doing. The listener hears of the PINGRESP. */
    void ping(MqttActionListener answered) throws MqttException {
        MqttToken token = new MqttToken(getClientId());
        token.setActionCallback(answered);
        comms.sendNoWait(new MqttPingReq(), token);
    }

    @Override
    protected NetworkModule[] createNetworkModules(String address, MqttConnectionOptions options) {
        return new NetworkModule[] {network};
    }
}
