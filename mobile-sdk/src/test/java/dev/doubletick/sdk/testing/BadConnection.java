package dev.doubletick.sdk.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One connection through a {@link BadNetwork}: near is the phone, far the broker. */
public final class BadConnection {

    private final BadNetwork network;
    private final Socket near;
    private final Socket far;
    private final Random random;
    private final CountDownLatch over = new CountDownLatch(1);
    /** What the phone said first: its CONNECT packet. */
    private volatile byte[] greeting = {};

    private volatile boolean stalled;
    private volatile boolean nearLost;
    private volatile boolean farLost;

    BadConnection(BadNetwork network, Socket near, Socket far, int seed) throws IOException {
        this.network = network;
        this.near = near;
        this.far = far;
        this.random = new Random(seed);
        near.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
    }

    /** Ends it for both. */
    public void cut() {
        over.countDown();
        closeQuietly(near);
        closeQuietly(far);
        network.ended(this);
    }

    /** Passes on nothing more, and loses nothing. */
    public void stall() {
        stalled = true;
    }

    /** Passes on again what comes, and what came meanwhile. */
    public void resume() {
        stalled = false;
    }

    /** Ends it for the broker only. The phone may go on talking, and nobody answers. */
    public void loseBroker() {
        farLost = true;
        closeQuietly(far);
    }

    /** Ends it for the phone only. The broker takes it for connected. */
    public void losePhone() {
        nearLost = true;
        closeQuietly(near);
    }

    /**
     * Says to the broker once more what the phone said first, on a connection of its own that nobody reads: an old connection that
     * was on its way for long, or a second one with the same credentials. The broker takes it for the newest.
     */
    public void duplicate() {
        try {
            Socket again = network.dial();
            again.getOutputStream().write(greeting);
            BadConnection ghost = new BadConnection(network, new Socket(), again, 0);
            ghost.nearLost = true;
            network.start(ghost);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the phone has introduced itself. */
    public boolean greeted() {
        return greeting.length > 0 && !nearLost && !farLost;
    }

    void pumpUp() {
        if (!nearLost) {
            pump(near, far, true);
        }
    }

    void pumpDown() {
        pump(far, near, false);
    }

    private void pump(Socket from, Socket to, boolean up) {
        byte[] buffer = new byte[8192];
        try {
            InputStream in = from.getInputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (up && greeting.length == 0) {
                    greeting = Arrays.copyOf(buffer, count);
                }
                while (stalled && !over.await(5, TimeUnit.MILLISECONDS)) {
                    // It was stalled by the test, which will resume or cut it.
                }
                if (!network.silent() && !(up ? farLost : nearLost)) {
                    pass(to.getOutputStream(), buffer, count);
                }
            }
        } catch (IOException e) {
            // Cut, by somebody.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // Who has lost the other side does not learn of its end either.
        if (!(up ? farLost : nearLost) && !(up ? nearLost : farLost)) {
            cut();
        }
    }

    private void pass(OutputStream out, byte[] buffer, int count) throws IOException, InterruptedException {
        int delay = network.delayMillis();
        int sent = 0;
        while (sent < count) {
            int piece = delay == 0 ? count : 1 + random.nextInt(count - sent);
            if (delay > 0 && over.await(random.nextInt(delay), TimeUnit.MILLISECONDS)) {
                return;
            }
            out.write(buffer, sent, piece);
            sent += piece;
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
