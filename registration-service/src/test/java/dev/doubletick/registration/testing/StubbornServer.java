package dev.doubletick.registration.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP server that says what it is told to, and then neither says more nor ends the connection. */
public final class StubbornServer implements AutoCloseable {

    private final ServerSocket server;
    private final byte[] answer;
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final AtomicInteger left = new AtomicInteger();

    private StubbornServer(ServerSocket server, String answer) {
        this.server = server;
        this.answer = answer.getBytes(StandardCharsets.US_ASCII);
    }

    /** Starts it on a free port. */
    public static StubbornServer saying(String answer) {
        try {
            StubbornServer started =
                    new StubbornServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), answer);
            daemon(started::accept);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "stubborn-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = server.accept();
                connections.add(connection);
                daemon(() -> serve(connection));
            }
        } catch (IOException e) {
            // It is closed.
            return;
        }
    }

    private void serve(Socket connection) {
        try {
            byte[] some = new byte[8192];
            boolean answered = false;
            while (connection.getInputStream().read(some) >= 0) {
                if (!answered) {
                    connection.getOutputStream().write(answer);
                    answered = true;
                }
            }
        } catch (IOException e) {
            // As good as its end.
            left.incrementAndGet();
            return;
        }
        left.incrementAndGet();
    }

    /** Where it is. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/push");
    }

    /** How many clients have come. */
    public int came() {
        return connections.size();
    }

    /** How many clients have ended their connection. */
    public int left() {
        return left.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
