package dev.doubletick.sdk.internal.link.paho;

import dev.doubletick.protocol.Limits;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Topic;
import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.internal.link.Answer;
import dev.doubletick.sdk.internal.link.BrokerAddress;
import dev.doubletick.sdk.internal.link.Link;
import dev.doubletick.sdk.internal.link.LinkEvents;
import dev.doubletick.sdk.internal.link.LinkException;
import dev.doubletick.sdk.internal.link.Publication;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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

    /** So many acknowledgements do not wait: the broker sends more only when it has them. */
    private static final int MAX_GATHERED = 10;

    /** How many times what a step may take the way to an open transport may take: resolving, TCP, TLS. */
    private static final int OPENING_STEPS = 2;

    /** Enough for Paho to write some acknowledgements. */
    private static final int LINGER_MILLIS = 100;

    /** Longer than Paho needs to start its threads, which it polls for every 100 ms. */
    private static final int START_TIMEOUT_SECONDS = 5;

    /** Longer than Paho needs to stop its threads, which it polls for, too. */
    private static final int REASON_TIMEOUT_SECONDS = 2;

    private interface PahoCall {
        void on(PahoClient client) throws MqttException;
    }

    private final Account account;
    private final BrokerAddress broker;
    private final ConnectPacket connectPacket;
    private final Transport transport;
    private final StartGate gate;
    private final PahoEvents events;
    private final PahoThreads threads = new PahoThreads();
    private final Duration gather;
    private final Probe probe;
    private final Object lock = new Object();
    /** What was to be acknowledged, and waits for more. */
    private final List<Integer> unacknowledged = new ArrayList<>();

    private @Nullable PahoClient client;
    private boolean closed;

    /**
     * @param gather how long an acknowledgement waits for others, so that they leave together
     */
    PahoLink(
            Account account,
            BrokerAddress broker,
            ConnectPacket connectPacket,
            Transport transport,
            Duration gather,
            LinkEvents events) {
        this.account = account;
        this.broker = broker;
        this.connectPacket = connectPacket;
        this.transport = transport;
        this.gather = gather;
        this.gate = new StartGate(transport);
        this.events = new PahoEvents(this, events);
        this.probe = new Probe(
                threads,
                () -> events.probed(this),
                () -> this.events.lost(LinkException.broken("the broker does not answer a ping")));
    }

    @Override
    public PhoneNumber phone() {
        return account.phone();
    }

    @Override
    public void connect() {
        // A resolver takes as long as it likes, and each of a host's addresses takes some time.
        Future<?> bound = threads.schedule(
                () -> events.lost(LinkException.broken("cannot reach " + broker + " in time")),
                OPENING_STEPS * connectPacket.answerTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
        threads.execute(() -> open(bound));
    }

    private void open(Future<?> bound) {
        try {
            transport.connect();
        } catch (IOException | RuntimeException | Error e) {
            events.lost(LinkException.broken("cannot reach " + broker, e));
            return;
        } finally {
            bound.cancel(false);
        }
        synchronized (lock) {
            if (closed) {
                return;
            }
            try {
                client = new PahoClient(account.phone().digits(), gate, threads);
                client.setCallback(events);
                client.connect(connectPacket.options(account), null, events);
            } catch (MqttException | RuntimeException | Error e) {
                // It will not start any more: nobody is to wait for that.
                gate.open();
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
        attempt(
                "cannot publish",
                on -> on.publish(publication.topic().name(), message, null, events.answerTo(publication)));
    }

    @Override
    public void acknowledge(int packetId) {
        synchronized (lock) {
            if (closed) {
                return;
            }
            unacknowledged.add(packetId);
            if (gather.isZero() || unacknowledged.size() >= MAX_GATHERED) {
                acknowledgeAll();
            } else if (unacknowledged.size() == 1) {
                var unused = threads.schedule(this::acknowledgeAll, gather.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    private void acknowledgeAll() {
        synchronized (lock) {
            List<Integer> all = new ArrayList<>(unacknowledged);
            unacknowledged.clear();
            all.forEach(id -> attempt("cannot acknowledge", on -> on.messageArrivedComplete(id, 1)));
        }
    }

    @Override
    public void tell(Topic topic, byte[] payload, Runnable sent) {
        MqttMessage message = new MqttMessage(payload, 0, false, new MqttProperties());
        attempt("cannot publish", on -> on.publish(topic.name(), message, null, PahoEvents.whenSent(sent)));
    }

    @Override
    public void subscribe(Topic topic, Consumer<Answer> answered) {
        attempt("cannot subscribe", on -> on.subscribe(topic.name(), 0, null, PahoEvents.whenAnswered(answered)));
    }

    @Override
    public void unsubscribe(Topic topic) {
        attempt("cannot unsubscribe", on -> on.unsubscribe(topic.name()));
    }

    private void attempt(String failure, PahoCall call) {
        synchronized (lock) {
            if (closed || client == null) {
                return;
            }
            try {
                call.on(client);
            } catch (MqttException e) {
                refused(LinkException.broken(failure, e));
            }
        }
    }

    @Override
    public void probe() {
        // Whoever asks wants to know that all before has arrived.
        acknowledgeAll();
        attempt("cannot probe", probe::send);
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
        boolean lingers;
        synchronized (lock) {
            if (closed) {
                return threads.ended();
            }
            lingers = !unacknowledged.isEmpty();
            acknowledgeAll();
            closed = true;
        }
        events.mute();
        if (lingers) {
            // What is not acknowledged in time costs more than a moment: it comes again.
            var unused = threads.schedule(this::end, LINGER_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            end();
        }
        return threads.ended();
    }

    private void end() {
        // First of all the socket: it wakes whoever hangs in it.
        transport.close();
        threads.execute(this::release);
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
