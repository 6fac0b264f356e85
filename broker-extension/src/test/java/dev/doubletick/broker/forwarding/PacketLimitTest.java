package dev.doubletick.broker.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.broker.mailbox.MailboxFixtures;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.util.AttributeKey;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PacketLimitTest {

    private final EmbeddedChannel encoder = new EmbeddedChannel(MqttEncoder.INSTANCE);

    PacketLimitTest() {
        encoder.attr(AttributeKey.<MqttVersion>valueOf("NETTY_CODEC_MQTT_VERSION"))
                .set(MqttVersion.MQTT_5);
    }

    /** Where the length fields of packet and payload become longer, too. */
    @ParameterizedTest
    @EnumSource(names = {"MESSAGE", "SEEN", "DELIVERED"})
    void isExactlyWhatAnEncoderMakes(EntryKind kind) {
        Entry entry = entry(kind, 0);
        IntStream.concat(IntStream.range(70, 400), IntStream.range(16_350, 16_500))
                .forEach(limit -> {
                    int payload = new PacketLimit(limit).payload(entry);
                    assertThat(encodedLength(kind, payload)).isLessThanOrEqualTo(limit);
                    assertThat(encodedLength(kind, payload + 1)).isGreaterThan(limit);
                });
    }

    @Test
    void takesReceiptsInPartsAndMessagesAsAWhole() {
        PacketLimit limit = new PacketLimit(100);

        assertThat(limit.takes(entry(EntryKind.MESSAGE, 20))).isTrue();
        assertThat(limit.takes(entry(EntryKind.MESSAGE, 100))).isFalse();
        assertThat(limit.takes(entry(EntryKind.DELIVERED, 160))).isTrue();
        assertThat(limit.part(entry(EntryKind.DELIVERED, 160), 160)).isEqualTo(64);
        assertThat(limit.part(entry(EntryKind.DELIVERED, 160), 32)).isEqualTo(32);
        assertThat(new PacketLimit(30).takes(entry(EntryKind.DELIVERED, 16))).isFalse();
        assertThat(new PacketLimit(10).takes(entry(EntryKind.MESSAGE, 0))).isFalse();
    }

    private static Entry entry(EntryKind kind, int length) {
        Entry.Builder entry = Entry.builder(MailboxFixtures.BOB, kind, MailboxFixtures.id(1, 1), Instant.EPOCH)
                .contentType(kind == EntryKind.MESSAGE ? Optional.of("dt1") : Optional.empty())
                .payload(ByteBuffer.allocate(length));
        return kind == EntryKind.DELIVERED
                ? entry.build()
                : entry.sender(MailboxFixtures.ALICE).build();
    }

    private int encodedLength(EntryKind kind, int payload) {
        MqttProperties properties = new MqttProperties();
        String topic = "d/4915100000002";
        if (kind == EntryKind.SEEN) {
            topic = "s/4915100000002/4915100000001";
        } else if (kind == EntryKind.MESSAGE) {
            topic = "m/4915100000002/4915100000001";
            properties.add(new MqttProperties.BinaryProperty(
                    MqttProperties.MqttPropertyType.CORRELATION_DATA.value(), new byte[16]));
            properties.add(
                    new MqttProperties.StringProperty(MqttProperties.MqttPropertyType.CONTENT_TYPE.value(), "dt1"));
        }
        encoder.writeOutbound(new MqttPublishMessage(
                new MqttFixedHeader(MqttMessageType.PUBLISH, false, MqttQoS.AT_LEAST_ONCE, false, 0),
                new MqttPublishVariableHeader(topic, 1, properties),
                Unpooled.wrappedBuffer(new byte[payload])));
        int length = 0;
        for (ByteBuf part = encoder.readOutbound(); part != null; part = encoder.readOutbound()) {
            length += part.readableBytes();
            part.release();
        }
        return length;
    }
}
