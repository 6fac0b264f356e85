package dev.doubletick.benchmark.mqtt;

import dev.doubletick.benchmark.line.Account;
import dev.doubletick.protocol.PhoneNumber;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.BinaryProperty;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** The packets that a phone sends once, and what it reads from their answers. */
// A write that fails closes the connection, and that is noticed.
@SuppressWarnings("FutureReturnValueIgnored")
final class Handshake {

    private static final int SESSION_EXPIRY_SECONDS = (int) Duration.ofDays(7).toSeconds();
    private static final int KEEP_ALIVE_SECONDS = 20 * 60;

    private Handshake() {}

    static MqttMessage connect(Account account) {
        MqttProperties properties = new MqttProperties();
        properties.add(new IntegerProperty(MqttPropertyType.SESSION_EXPIRY_INTERVAL.value(), SESSION_EXPIRY_SECONDS));
        String phone = account.phone().digits();
        return MqttMessageBuilders.connect()
                .protocolVersion(MqttVersion.MQTT_5)
                .clientId(phone)
                .username(phone)
                .password(account.credential().getBytes(StandardCharsets.UTF_8))
                .cleanSession(false)
                .keepAlive(KEEP_ALIVE_SECONDS)
                .properties(properties)
                .build();
    }

    static MqttMessage subscribe(String me) {
        return MqttMessageBuilders.subscribe()
                .messageId(1)
                .addSubscription(MqttQoS.AT_LEAST_ONCE, "m/" + me)
                .addSubscription(MqttQoS.AT_LEAST_ONCE, "d/" + me)
                .build();
    }

    static MqttMessage watch(PhoneNumber who) {
        return MqttMessageBuilders.subscribe()
                .messageId(1)
                .addSubscription(MqttQoS.AT_MOST_ONCE, "p/" + who.digits())
                .build();
    }

    static MqttMessage disconnect() {
        return of(MqttMessageType.DISCONNECT);
    }

    /** Keeps the connection alive at the server's pace where it names one; a run is shorter than our own keep-alive. */
    static void pingAsTold(ChannelHandlerContext ctx, MqttConnAckMessage message) {
        int seconds = number(message, MqttPropertyType.SERVER_KEEP_ALIVE, 0);
        if (seconds > 0) {
            long millis = TimeUnit.SECONDS.toMillis(seconds) / 2;
            ScheduledFuture<?> pings = ctx.executor()
                    .scheduleAtFixedRate(
                            () -> ctx.writeAndFlush(of(MqttMessageType.PINGREQ)),
                            millis,
                            millis,
                            TimeUnit.MILLISECONDS);
            ctx.channel().closeFuture().addListener(closed -> pings.cancel(false));
        }
    }

    static int number(MqttConnAckMessage message, MqttPropertyType type, int otherwise) {
        return message.variableHeader().properties().getProperty(type.value()) instanceof IntegerProperty property
                ? property.value()
                : otherwise;
    }

    /** The message's id; empty if it has none. */
    static ByteBuf correlation(MqttPublishMessage message) {
        return message.variableHeader().properties().getProperty(MqttPropertyType.CORRELATION_DATA.value())
                        instanceof BinaryProperty property
                ? Unpooled.wrappedBuffer(property.value())
                : Unpooled.EMPTY_BUFFER;
    }

    /** Empty if it has none. */
    static String responseTopic(MqttPublishMessage message) {
        return message.variableHeader().properties().getProperty(MqttPropertyType.RESPONSE_TOPIC.value())
                        instanceof StringProperty property
                ? property.value()
                : "";
    }

    private static MqttMessage of(MqttMessageType type) {
        return new MqttMessage(new MqttFixedHeader(type, false, MqttQoS.AT_MOST_ONCE, false, 0));
    }
}
