package dev.doubletick.sdk.internal.link.paho;

import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.internal.http.HttpStack;
import dev.doubletick.sdk.internal.http.Trust;
import dev.doubletick.sdk.internal.link.BrokerAddress;
import dev.doubletick.sdk.internal.link.Link;
import dev.doubletick.sdk.internal.link.LinkEvents;
import dev.doubletick.sdk.internal.link.LinkFactory;
import java.time.Duration;
import java.util.Optional;

/** Makes links on Paho, over whatever transport the broker's address names. */
public final class PahoLinkFactory implements LinkFactory {

    private final Trust trust;
    private final HttpStack http;
    private final Duration step;
    private final Duration gather;
    private final ConnectPacket connectPacket;

    /**
     * @param keepAlive how long a connection may be silent before the client makes sure that it is alive
     * @param step how long each of these may take: the TCP connection, the TLS handshake, the WebSocket's opening, the
     *     broker's CONNACK
     * @param gather how long an acknowledgement waits for others; zero for not at all
     */
    public PahoLinkFactory(Trust trust, HttpStack http, Duration keepAlive, Duration step, Duration gather) {
        this.trust = trust;
        this.http = http;
        this.step = step;
        this.gather = gather;
        this.connectPacket = new ConnectPacket(keepAlive, step);
    }

    @Override
    public Link create(Account account, BrokerAddress broker, LinkEvents events) {
        return new PahoLink(account, broker, connectPacket, transport(broker), gather, events);
    }

    private Transport transport(BrokerAddress broker) {
        int timeout = (int) step.toMillis();
        switch (broker.transport()) {
            case TCP:
                return new TcpTransport(broker, Optional.empty(), timeout);
            case TLS:
                return new TcpTransport(broker, Optional.of(new Tls(trust.sockets(), http)), timeout);
            case WEB_SOCKET:
            case SECURE_WEB_SOCKET:
                return new WebSocketTransport(broker, http.client(broker.host()), timeout);
        }
        throw new AssertionError(broker.transport());
    }
}
