package dev.doubletick.broker.operator;

import java.util.concurrent.ThreadLocalRandom;

/** A masked binary frame of RFC 6455. */
final class WebSocketFrame {

    private static final int MAX_SHORT_PAYLOAD = 125;
    private static final int MASK_BYTES = 4;

    private WebSocketFrame() {}

    /** @param payload 125 bytes at most */
    static byte[] of(byte[] payload) {
        if (payload.length > MAX_SHORT_PAYLOAD) {
            throw new IllegalArgumentException("a frame of more than 125 bytes has another head");
        }
        byte[] mask = new byte[MASK_BYTES];
        ThreadLocalRandom.current().nextBytes(mask);
        byte[] frame = new byte[2 + MASK_BYTES + payload.length];
        frame[0] = (byte) 0x82;
        frame[1] = (byte) (0x80 | payload.length);
        System.arraycopy(mask, 0, frame, 2, MASK_BYTES);
        for (int i = 0; i < payload.length; i++) {
            frame[2 + MASK_BYTES + i] = (byte) (payload[i] ^ mask[i % MASK_BYTES]);
        }
        return frame;
    }
}
