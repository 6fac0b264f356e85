package dev.doubletick.sdk.internal.link.paho;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Queue;
import okio.ByteString;

/**
 * The frames of a WebSocket as one stream. One thread adds, another reads. It holds as much as the broker may have in flight
 * to this client, which the receive maximum bounds.
 */
final class FrameInput extends InputStream {

    private final Queue<ByteString> frames = new ArrayDeque<>();
    private ByteString current = ByteString.EMPTY;
    private int position;
    private boolean ended;

    synchronized void add(ByteString frame) {
        frames.add(frame);
        notifyAll();
    }

    /** No more frames: who has read the last one reads the end of the stream. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!awaitBytes()) {
            return -1;
        }
        int count = Math.min(length, current.size() - position);
        for (int i = 0; i < count; i++) {
            target[offset + i] = current.getByte(position + i);
        }
        position += count;
        return count;
    }

    private boolean awaitBytes() throws IOException {
        while (position == current.size()) {
            ByteString next = frames.poll();
            if (next != null) {
                current = next;
                position = 0;
            } else if (ended) {
                return false;
            } else {
                try {
                    wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("interrupted");
                }
            }
        }
        return true;
    }

    @Override
    public synchronized int available() {
        return current.size() - position;
    }
}
