package dev.doubletick.benchmark.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written by hand is read back by Netty's codec. */
class PublishTemplateTest {

    private final EmbeddedChannel codec = new EmbeddedChannel(new MqttDecoder(1 << 20), MqttEncoder.INSTANCE);

    PublishTemplateTest() {
        // The codec learns the protocol version from a CONNECT that it writes.
        codec.writeOutbound(MqttMessageBuilders.connect()
                .protocolVersion(MqttVersion.MQTT_5)
                .clientId("4915110000000")
                .build());
    }

    @AfterEach
    void close() {
        codec.finishAndReleaseAll();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 100, 16_384, 65_536})
    void isAPublishWithItsIdAndPayload(int payloadBytes) {
        ByteBuf out = Unpooled.buffer();
        PublishTemplate template = new PublishTemplate("m/4915110000001", Optional.empty(), new byte[payloadBytes]);
        template.write(out, 7, 0x1122334455667788L, 0x99AABBCCDDEEFF00L);
        template.write(out, 8, 1, 2);
        codec.writeInbound(out);

        MqttPublishMessage first = codec.readInbound();
        assertThat(first.decoderResult().isSuccess()).isTrue();
        assertThat(first.fixedHeader().qosLevel()).isEqualTo(MqttQoS.AT_LEAST_ONCE);
        assertThat(first.fixedHeader().isDup()).isFalse();
        assertThat(first.variableHeader().topicName()).isEqualTo("m/4915110000001");
        assertThat(first.variableHeader().packetId()).isEqualTo(7);
        assertThat(first.payload().readableBytes()).isEqualTo(payloadBytes);
        ByteBuf id = Handshake.correlation(first);
        assertThat(id.readLong()).isEqualTo(0x1122334455667788L);
        assertThat(id.readLong()).isEqualTo(0x99AABBCCDDEEFF00L);
        assertThat(Handshake.responseTopic(first)).isEmpty();

        MqttPublishMessage second = codec.readInbound();
        assertThat(second.variableHeader().packetId()).isEqualTo(8);
        assertThat(Handshake.correlation(second).readLong()).isEqualTo(1);
        first.release();
        second.release();
    }

    @Test
    void namesAResponseTopicWhereThereIsOne() {
        ByteBuf out = Unpooled.buffer();
        new PublishTemplate("m/4915110000001", Optional.of("d/4915110000000"), new byte[] {1}).write(out, 1, 3, 4);
        codec.writeInbound(out);

        MqttPublishMessage message = codec.readInbound();
        assertThat(Handshake.responseTopic(message)).isEqualTo("d/4915110000000");
        assertThat(Handshake.correlation(message).readLong()).isEqualTo(3);
        message.release();
    }

    @Test
    void writesAReceiptOfManyIds() {
        ByteBuf out = Unpooled.buffer();
        ByteBuf ids = Unpooled.copiedBuffer("0123456789abcdef".repeat(200), StandardCharsets.US_ASCII);
        PublishTemplate.writePlain(out, "d/4915110000000", 0xFFFF, ids);
        codec.writeInbound(out);

        MqttPublishMessage message = codec.readInbound();
        assertThat(message.decoderResult().isSuccess()).isTrue();
        assertThat(message.variableHeader().packetId()).isEqualTo(0xFFFF);
        assertThat(message.payload().toString(StandardCharsets.US_ASCII)).isEqualTo("0123456789abcdef".repeat(200));
        message.release();
    }
}
