package dev.doubletick.sdk.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A TCP proxy in front of a broker that can cut, refuse and fall silent. */
public final class BadNetwork implements AutoCloseable {

    private final int target;
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile boolean refusing;
    private volatile boolean silent;

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

    /** Ends all connections there are. */
    public void cut() {
        sockets.forEach(BadNetwork::closeQuietly);
        sockets.clear();
    }

    /** From now on, accepts each connection and ends it at once; or no longer does. */
    public void refuse(boolean refuse) {
        refusing = refuse;
    }

    /** From now on, accepts connections and passes on nothing; or no longer does. */
    public void silence(boolean silence) {
        silent = silence;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                connections.incrementAndGet();
                sockets.add(near);
                if (refusing) {
                    closeQuietly(near);
                    continue;
                }
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                sockets.add(far);
                threads.execute(() -> pump(near, far));
                threads.execute(() -> pump(far, near));
            } catch (IOException e) {
                // Closed: by the test, or by the target.
            }
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[8192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (!silent) {
                    out.write(buffer, 0, count);
                }
            }
        } catch (IOException e) {
            // Cut.
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
