package dev.doubletick.sample.phones.network;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/**
 * Cuts one direction of an MQTT connection into its packets, however they were cut by TCP. What is no MQTT makes it fall silent:
 * it looks on, and the broker is the one to refuse. Not for use by several threads.
 */
final class FrameReader {

    /** Beyond what the broker takes (MQTT's own limit is 256 MB). */
    private static final int MAX_BODY_BYTES = 1 << 20;

    private static final int MAX_LENGTH_BYTES = 4;

    private final Consumer<Frame> frames;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private int header = -1;
    private int remaining;
    private int lengthBytes;
    private boolean lengthKnown;
    private boolean lost;

    FrameReader(Consumer<Frame> frames) {
        this.frames = frames;
    }

    void read(byte[] bytes, int length) {
        for (int i = 0; i < length && !lost; ) {
            if (lengthKnown) {
                int taken = Math.min(length - i, remaining - body.size());
                body.write(bytes, i, taken);
                i += taken;
            } else {
                readHeader(bytes[i++] & 0xFF);
            }
            if (lengthKnown && body.size() == remaining) {
                emit();
            }
        }
    }

    /** The first byte, then a number of up to four bytes, seven bits each, the lowest first. */
    private void readHeader(int next) {
        if (header < 0) {
            header = next;
            return;
        }
        remaining |= (next & 0x7F) << (7 * lengthBytes++);
        lengthKnown = next < 0x80;
        lost = remaining > MAX_BODY_BYTES || (!lengthKnown && lengthBytes == MAX_LENGTH_BYTES);
    }

    private void emit() {
        Frame frame = new Frame(header, body.toByteArray(), 1 + lengthBytes + remaining);
        header = -1;
        remaining = 0;
        lengthBytes = 0;
        lengthKnown = false;
        body.reset();
        frames.accept(frame);
    }
}
