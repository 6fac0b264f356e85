package dev.doubletick.standalone.testing;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The few bytes of MQTT 5 that it takes to knock at a broker's door. */
public final class Mqtt {

    private Mqtt() {}

    /** A CONNECT packet (section 3.1): clean start, keep-alive 60 s, user name and password. */
    public static byte[] connect(String clientId, String password) {
        byte[] id = clientId.getBytes(StandardCharsets.UTF_8);
        byte[] secret = password.getBytes(StandardCharsets.UTF_8);
        int length = 11 + 2 + id.length + 2 + id.length + 2 + secret.length;
        return ByteBuffer.allocate(length + 2)
                .put((byte) 0x10)
                .put((byte) length)
                .putShort((short) 4)
                .put("MQTT".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 5)
                .put((byte) 0b1100_0010)
                .putShort((short) 60)
                .put((byte) 0)
                .putShort((short) id.length)
                .put(id)
                .putShort((short) id.length)
                .put(id)
                .putShort((short) secret.length)
                .put(secret)
                .array();
    }

    /** Knocks with a credential; answers the reason code of the CONNACK (section 3.2.2.2). */
    public static int connackReason(URI mqtt, String clientId, String password) throws IOException {
        return connack(mqtt, clientId, password).get(1) & 0xff;
    }

    /** Knocks with a credential; answers the CONNACK from its flags on (section 3.2.2), ready to be read. */
    public static ByteBuffer connack(URI mqtt, String clientId, String password) throws IOException {
        try (Socket socket = new Socket(mqtt.getHost(), mqtt.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(connect(clientId, password));
            DataInputStream in = new DataInputStream(socket.getInputStream());
            if (in.readUnsignedByte() != 0x20) {
                throw new AssertionError("not a CONNACK");
            }
            return ByteBuffer.wrap(in.readNBytes(in.readUnsignedByte()));
        }
    }
}
