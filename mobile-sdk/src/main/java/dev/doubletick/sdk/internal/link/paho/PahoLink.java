package dev.doubletick.sdk.internal.link.paho;

import dev.doubletick.protocol.Limits;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.internal.link.BrokerAddress;
import dev.doubletick.sdk.internal.link.Link;
import dev.doubletick.sdk.internal.link.LinkEvents;
import dev.doubletick.sdk.internal.link.LinkException;
import dev.doubletick.sdk.internal.link.Publication;
import java.io.IOException;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A link on a Paho client of its own. See {@link StartGate} for why the transport connects first. */
final class PahoLink implements Link {

    private static final Logger log = LoggerFactory.getLogger(PahoLink.class);

    /** Longer than Paho needs to start its threads, which it polls for every 100 ms. */
    private static final int START_TIMEOUT_SECONDS = 5;

    /** Longer than Paho needs to stop its threads, which it polls for, too. */
    private static final int REASON_TIMEOUT_SECONDS = 2;

    private final Account account;
    private final BrokerAddress broker;
    private final ConnectPacket connectPacket;
    private final Transport transport;
    private final StartGate gate;
    private final PahoEvents events;
    private final PahoThreads threads = new PahoThreads();
    private final Object lock = new Object();
    private @Nullable PahoClient client;
    private boolean closed;

    PahoLink(
            Account account,
            BrokerAddress broker,
            ConnectPacket connectPacket,
            Transport transport,
            LinkEvents events) {
        this.account = account;
        this.broker = broker;
        this.connectPacket = connectPacket;
        this.transport = transport;
        this.gate = new StartGate(transport);
        this.events = new PahoEvents(this, events);
    }

    @Override
    public PhoneNumber phone() {
        return account.phone();
    }

    @Override
    public void connect() {
        threads.execute(this::open);
    }

    private void open() {
        try {
            transport.connect();
        } catch (IOException | RuntimeException e) {
            events.lost(LinkException.broken("cannot reach " + broker, e));
            return;
        }
        synchronized (lock) {
            if (closed) {
                return;
            }
            try {
                client = new PahoClient(account.phone().digits(), gate, threads);
                client.setCallback(events);
                client.connect(connectPacket.options(account), null, events);
            } catch (MqttException e) {
                events.lost(LinkException.broken("cannot connect to " + broker, e));
                return;
            }
            events.answerBy(threads.schedule(
                    () -> events.unanswered(broker),
                    connectPacket.answerTimeout().toMillis(),
                    TimeUnit.MILLISECONDS));
        }
    }

    @Override
    public void publish(Publication publication) {
        MqttProperties properties = new MqttProperties();
        publication.correlation().ifPresent(id -> properties.setCorrelationData(id.toBytes()));
        publication.content().contentType().ifPresent(properties::setContentType);
        publication.expiry().ifPresent(time -> properties.setMessageExpiryInterval(time.toMillis() / 1000));
        if (publication.isSilent()) {
            properties.setUserProperties(Collections.singletonList(new UserProperty(Limits.SILENT_PROPERTY, "1")));
        }
        MqttMessage message = new MqttMessage(publication.content().payload(), 1, false, properties);
        synchronized (lock) {
            if (closed || client == null) {
                return;
            }
            try {
                client.publish(publication.topic().name(), message, null, events.answerTo(publication));
            } catch (MqttException e) {
                refused(LinkException.broken("cannot publish", e));
            }
        }
    }

    @Override
    public void acknowledge(int packetId) {
        synchronized (lock) {
            if (closed || client == null) {
                return;
            }
            try {
                client.messageArrivedComplete(packetId, 1);
            } catch (MqttException e) {
                refused(LinkException.broken("cannot acknowledge", e));
            }
        }
    }

    /**
     * Paho takes nothing more. When the broker has ended the connection, that comes before Paho tells why, and the reason
     * decides whether to come back: so it gets some time for it.
     */
    private void refused(LinkException consequence) {
        var unused = threads.schedule(() -> events.lost(consequence), REASON_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public CompletableFuture<Void> close() {
        synchronized (lock) {
            if (closed) {
                return threads.ended();
            }
            closed = true;
        }
        events.mute();
        // First of all the socket: it wakes whoever hangs in it.
        transport.close();
        threads.execute(this::release);
        return threads.ended();
    }

    private void release() {
        PahoClient started;
        synchronized (lock) {
            started = client;
        }
        try {
            if (started != null) {
                if (!gate.awaitStart(START_TIMEOUT_SECONDS)) {
                    log.warn("the MQTT client did not start its threads");
                    gate.open();
                }
                started.disconnectForcibly(0, 1, false);
                started.close();
            }
        } catch (MqttException e) {
            log.debug("closing the MQTT client failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            threads.shutdownNow();
        }
    }
}
