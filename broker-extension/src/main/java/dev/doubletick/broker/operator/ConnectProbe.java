package dev.doubletick.broker.operator;

import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.client.parameter.Listener;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.packets.connect.ConnectPacket;
import com.hivemq.extension.sdk.api.services.admin.AdminService;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Tries to connect to each of the broker's listeners, as a phone would. The authenticator knows the probe and refuses it with an
 * answer that nobody else can give: so not only the port is open, but behind it are this broker and this extension. Blocks.
 */
public final class ConnectProbe implements Supplier<List<String>> {

    /** A service's, by its form: never a phone's. */
    private static final String CLIENT_ID_PREFIX = "x/probe/";

    private final AdminService admin;
    private final String clientId = CLIENT_ID_PREFIX + UUID.randomUUID();
    private final String answer = "probed " + UUID.randomUUID();

    public ConnectProbe(AdminService admin) {
        this.admin = admin;
    }

    /** Answers a CONNECT of the probe. False if it is somebody else's. */
    public boolean authenticate(ConnectPacket connect, SimpleAuthOutput output) {
        if (!connect.getClientId().equals(clientId)) {
            return false;
        }
        output.failAuthentication(ConnackReasonCode.NOT_AUTHORIZED, answer);
        return true;
    }

    /** The listeners that do not answer. */
    @Override
    public List<String> get() {
        Collection<Listener> listeners = admin.getServerInformation().getListener();
        if (listeners.isEmpty()) {
            return List.of("the broker has no listener");
        }
        List<String> reasons = new ArrayList<>();
        for (Listener listener : listeners) {
            try {
                probe(listener);
            } catch (IOException e) {
                reasons.add("the "
                        + listener.getListenerType()
                                .name()
                                .toLowerCase(Locale.ROOT)
                                .replace('_', ' ') + " on port " + listener.getPort() + " does not answer a CONNECT: "
                        + e.getMessage());
            }
        }
        return reasons;
    }

    private void probe(Listener listener) throws IOException {
        InetAddress address = InetAddress.getByName(listener.getBindAddress());
        InetAddress reachable = address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
        boolean tls =
                switch (listener.getListenerType()) {
                    case TLS_TCP_LISTENER, TLS_WEBSOCKET_LISTENER -> true;
                    case TCP_LISTENER, WEBSOCKET_LISTENER -> false;
                };
        boolean webSocket =
                switch (listener.getListenerType()) {
                    case WEBSOCKET_LISTENER, TLS_WEBSOCKET_LISTENER -> true;
                    case TCP_LISTENER, TLS_TCP_LISTENER -> false;
                };
        try (ProbeConnection connection = ProbeConnection.open(reachable, listener.getPort(), tls)) {
            byte[] connect = connect();
            if (webSocket) {
                connection.upgradeToWebSocket();
                connection.send(WebSocketFrame.of(connect));
            } else {
                connection.send(connect);
            }
            if (!connection.readUntil(answer)) {
                throw new IOException("it gives another answer than ours");
            }
        }
    }

    /** An MQTT 5 CONNECT with clean start, and nothing else but the client id. */
    private byte[] connect() {
        byte[] id = clientId.getBytes(StandardCharsets.US_ASCII);
        byte[] head = {0x10, 0, 0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, 10, 0, 0, (byte) id.length};
        head[1] = (byte) (head.length - 2 + id.length);
        byte[] packet = Arrays.copyOf(head, head.length + id.length);
        System.arraycopy(id, 0, packet, head.length, id.length);
        return packet;
    }
}
