package dev.doubletick.sample.phones.network;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Topic;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads of a packet of MQTT 5.0 what there is to show of it. Sections are those of the standard. */
final class PacketDecoder {

    private static final List<String> TYPES = List.of(
            "RESERVED",
            "CONNECT",
            "CONNACK",
            "PUBLISH",
            "PUBACK",
            "PUBREC",
            "PUBREL",
            "PUBCOMP",
            "SUBSCRIBE",
            "SUBACK",
            "UNSUBSCRIBE",
            "UNSUBACK",
            "PINGREQ",
            "PINGRESP",
            "DISCONNECT",
            "AUTH");

    static final int CONNECT = 1;
    private static final int CONNACK = 2;
    private static final int PUBLISH = 3;
    private static final int PUBACK = 4;
    private static final int SUBSCRIBE = 8;
    private static final int UNSUBSCRIBE = 10;
    private static final int DISCONNECT = 14;

    private PacketDecoder() {}

    /** Who connects: the client id of a CONNECT (3.1.3.1), if it is a phone number. */
    static Optional<PhoneNumber> clientId(Frame connect) {
        try {
            ByteBuffer body = ByteBuffer.wrap(connect.body());
            text(body);
            int version = body.get();
            skip(body, 3);
            if (version >= 5) {
                skip(body, number(body));
            }
            return PhoneNumber.tryDigits(text(body));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What is to be shown. A malformed packet is shown without what could not be read. */
    static Packet decode(Frame frame, PhoneNumber phone, boolean toServer, Instant at) {
        Optional<Topic> topic = Optional.empty();
        int payload = 0;
        int reason = 0;
        ByteBuffer body = ByteBuffer.wrap(frame.body());
        try {
            switch (frame.type()) {
                case PUBLISH -> {
                    topic = Topic.parse(text(body));
                    // A packet id where the QoS is not 0 (3.3.2.2), then properties.
                    skip(body, (frame.flags() & 0x06) == 0 ? 0 : 2);
                    skip(body, number(body));
                    payload = body.remaining();
                }
                case SUBSCRIBE, UNSUBSCRIBE -> {
                    skip(body, 2);
                    skip(body, number(body));
                    topic = Topic.parse(text(body));
                }
                case CONNACK -> reason = body.get(1) & 0xFF;
                // May be left out if it is 0 (3.4.2.1).
                case PUBACK -> reason = body.remaining() > 2 ? body.get(2) & 0xFF : 0;
                case DISCONNECT -> reason = body.hasRemaining() ? body.get(0) & 0xFF : 0;
                default -> {
                    // The name says it all.
                }
            }
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            // Looking on must not disturb; the broker refuses what is malformed.
            topic = Optional.empty();
        }
        return new Packet(at, phone, toServer, TYPES.get(frame.type()), topic, payload, reason, frame.size());
    }

    /** A UTF-8 string (1.5.4). */
    private static String text(ByteBuffer body) {
        byte[] bytes = new byte[body.getShort() & 0xFFFF];
        body.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** A variable byte integer (1.5.5). */
    private static int number(ByteBuffer body) {
        int value = 0;
        for (int shift = 0; shift < 28; shift += 7) {
            int next = body.get();
            value |= (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number has at most four bytes");
    }

    private static void skip(ByteBuffer body, int bytes) {
        body.position(body.position() + bytes);
    }
}
