package dev.doubletick.benchmark.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A PUBLISH of QoS 1 (MQTT 5 section 3.3) in which only packet id and correlation data change from one message to the next.
 * Confined to its line's event loop.
 */
final class PublishTemplate {

    private static final int PUBLISH_QOS_1 = 0x32;
    private static final int ID_LENGTH = 16;

    private final byte[] packet;
    private final int packetIdAt;
    private final int correlationAt;

    PublishTemplate(String topic, Optional<String> responseTopic, byte[] payload) {
        ByteBuf properties = Unpooled.buffer();
        responseTopic.ifPresent(response -> {
            properties.writeByte(MqttPropertyType.RESPONSE_TOPIC.value());
            writeString(properties, response);
        });
        properties.writeByte(MqttPropertyType.CORRELATION_DATA.value()).writeShort(ID_LENGTH);
        int correlationInProperties = properties.writerIndex();
        properties.writeZero(ID_LENGTH);

        ByteBuf head = Unpooled.buffer();
        writeString(head, topic);
        int packetIdInHead = head.writerIndex();
        head.writeShort(0);
        writeVariableByteInteger(head, properties.readableBytes());
        int propertiesInHead = head.writerIndex();
        head.writeBytes(properties).writeBytes(payload);

        ByteBuf whole = Unpooled.buffer();
        whole.writeByte(PUBLISH_QOS_1);
        writeVariableByteInteger(whole, head.readableBytes());
        int start = whole.writerIndex();
        whole.writeBytes(head);
        packet = new byte[whole.readableBytes()];
        whole.readBytes(packet);
        packetIdAt = start + packetIdInHead;
        correlationAt = start + propertiesInHead + correlationInProperties;
    }

    /** Appends one PUBLISH. */
    void write(ByteBuf out, int packetId, long high, long low) {
        int at = out.writerIndex();
        out.writeBytes(packet);
        out.setShort(at + packetIdAt, packetId);
        out.setLong(at + correlationAt, high);
        out.setLong(at + correlationAt + Long.BYTES, low);
    }

    /** Appends a PUBLISH of QoS 1 without properties. */
    static void writePlain(ByteBuf out, String topic, int packetId, ByteBuf payload) {
        int length = Short.BYTES + topic.length() + Short.BYTES + 1 + payload.readableBytes();
        out.writeByte(PUBLISH_QOS_1);
        writeVariableByteInteger(out, length);
        writeString(out, topic);
        out.writeShort(packetId);
        out.writeByte(0);
        out.writeBytes(payload);
    }

    /** Our topics are ASCII, so that characters are bytes. */
    private static void writeString(ByteBuf out, String ascii) {
        out.writeShort(ascii.length()).writeCharSequence(ascii, StandardCharsets.US_ASCII);
    }

    /** MQTT 5 section 1.5.5. */
    private static void writeVariableByteInteger(ByteBuf out, int value) {
        int rest = value;
        while (rest > 0x7F) {
            out.writeByte((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.writeByte(rest);
    }
}
