package dev.doubletick.sdk.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP proxy in front of a broker that does what networks do: cuts, refuses, falls silent, delays, lets only one side know that
 * a connection is over, and brings an old one back to life.
 */
public final class BadNetwork implements AutoCloseable {

    private final int target;
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<BadConnection> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile boolean refusing;
    private volatile boolean silent;
    private volatile int delayMillis;

    /**
     * @param target the port on the loopback interface to pass connections on to
     */
    public BadNetwork(int target) {
        this.target = target;
        try {
            this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    public URI mqtt() {
        return URI.create("mqtt://127.0.0.1:" + server.getLocalPort());
    }

    /** How many connections there were. */
    public int connections() {
        return connections.get();
    }

    /** The connections that this side has not ended yet, the oldest first. */
    public List<BadConnection> open() {
        return open;
    }

    /** Ends all connections there are. */
    public void cut() {
        open.forEach(BadConnection::cut);
    }

    /** From now on, accepts each connection and ends it at once; or no longer does. */
    public void refuse(boolean refuse) {
        refusing = refuse;
    }

    /** From now on, accepts connections and loses what they carry; or no longer does. */
    public void silence(boolean silence) {
        silent = silence;
    }

    boolean silent() {
        return silent;
    }

    /** From now on, passes on what comes in pieces, each after a delay of up to so long. */
    public void delay(int millis) {
        delayMillis = millis;
    }

    int delayMillis() {
        return delayMillis;
    }

    void ended(BadConnection connection) {
        open.remove(connection);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                int number = connections.incrementAndGet();
                if (refusing) {
                    near.close();
                } else {
                    start(new BadConnection(this, near, dial(), number));
                }
            } catch (SocketException e) {
                // Closed: by the test, or by the target.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    Socket dial() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), target);
    }

    void start(BadConnection connection) {
        open.add(connection);
        threads.execute(connection::pumpUp);
        threads.execute(connection::pumpDown);
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
        threads.shutdownNow();
    }
}
