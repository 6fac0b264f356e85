package dev.doubletick.sdk.internal.link.paho;

import dev.doubletick.sdk.MessageContent;
import dev.doubletick.sdk.internal.link.Answer;
import dev.doubletick.sdk.internal.link.BrokerAddress;
import dev.doubletick.sdk.internal.link.Inbound;
import dev.doubletick.sdk.internal.link.LinkEvents;
import dev.doubletick.sdk.internal.link.LinkException;
import dev.doubletick.sdk.internal.link.Publication;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;

/** Translates what Paho calls, on threads of Paho's that must not be held up, into events of the link. */
final class PahoEvents implements MqttCallback, MqttActionListener {

    /** What Paho assumes where the broker's receive maximum makes no sense to it. */
    private static final int DEFAULT_WINDOW = 10;

    private final PahoLink link;
    private final LinkEvents events;
    private final AtomicBoolean connected = new AtomicBoolean();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile @Nullable Future<?> watchdog;

    PahoEvents(PahoLink link, LinkEvents events) {
        this.link = link;
        this.events = events;
    }

    /** No further event that says that the link is lost: it is being closed. */
    void mute() {
        ended.set(true);
    }

    void lost(LinkException cause) {
        if (ended.compareAndSet(false, true)) {
            events.lost(link, cause);
        }
    }

    /** CONNECT is on its way. Paho waits for its answer for as long as the server likes: this timer does not. */
    void answerBy(Future<?> timer) {
        watchdog = timer;
    }

    /** The time for an answer to CONNECT is over. */
    void unanswered(BrokerAddress broker) {
        if (!connected.get()) {
            lost(LinkException.broken(broker + " took the connection and did not answer"));
        }
    }

    /** The CONNACK, a good one. */
    @Override
    public void onSuccess(IMqttToken token) {
        PahoThreads.hideNumber("callback");
        connected.set(true);
        if (watchdog != null) {
            watchdog.cancel(false);
        }
        Integer receiveMaximum = token.getResponseProperties().getReceiveMaximum();
        // Absent means 65,535: MQTT 5, section 3.2.2.3.3.
        int window = receiveMaximum == null ? 65_535 : receiveMaximum;
        events.connected(link, window > 0 ? window : DEFAULT_WINDOW);
    }

    /** No good CONNACK. */
    @Override
    public void onFailure(IMqttToken token, Throwable cause) {
        int code = cause instanceof MqttException ? ((MqttException) cause).getReasonCode() : 0;
        // Paho's own codes are above those of MQTT.
        lost(
                code >= 0x80 && code <= 0xFF
                        ? LinkException.refused(code)
                        : LinkException.broken("the connection failed", cause));
    }

    /** A listener for the PUBACK to this publication. */
    MqttActionListener answerTo(Publication publication) {
        return whenAnswered(answer -> events.answered(link, publication, answer));
    }

    /** A listener for the PUBACK or SUBACK to whatever it is given to Paho with. */
    static MqttActionListener whenAnswered(Consumer<Answer> answered) {
        return whenDone(token -> {
            int[] codes = token.getReasonCodes();
            MqttProperties properties = token.getResponseProperties();
            Optional<String> reason =
                    properties == null ? Optional.empty() : Optional.ofNullable(properties.getReasonString());
            answered.accept(new Answer(codes == null || codes.length == 0 ? 0 : codes[0], reason));
        });
    }

    /** A listener for a PUBLISH that nobody answers. */
    static MqttActionListener whenSent(Runnable sent) {
        return whenDone(token -> sent.run());
    }

    private static MqttActionListener whenDone(Consumer<IMqttToken> done) {
        return new MqttActionListener() {
            @Override
            public void onSuccess(IMqttToken token) {
                done.accept(token);
            }

            @Override
            public void onFailure(IMqttToken token, Throwable cause) {
                // The connection is gone, which is told once, and not for each publication.
            }
        };
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        MqttProperties properties = message.getProperties();
        events.received(
                link,
                new Inbound(
                        topic,
                        Optional.ofNullable(properties.getCorrelationData()),
                        MessageContent.of(Optional.ofNullable(properties.getContentType()), message.getPayload()),
                        message.getQos() == 0 ? 0 : message.getId()));
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
        MqttException cause = response.getException();
        lost(
                cause == null
                        ? LinkException.disconnected(
                                response.getReturnCode(), Optional.ofNullable(response.getReasonString()))
                        : LinkException.broken("the connection broke", cause));
    }

    @Override
    public void mqttErrorOccurred(MqttException exception) {
        // What matters ends the connection, and comes as such.
    }

    @Override
    public void deliveryComplete(IMqttToken token) {
        // Each publication has a listener of its own.
    }

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {
        // The listener of the connect call knows more.
    }

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {
        // No extended authentication.
    }
}
