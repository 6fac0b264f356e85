package dev.doubletick.sdk.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Stands between phones and a broker on the loopback interface and counts the bytes of TCP payload, both ways together. */
public final class CountingProxy implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final AtomicLong bytes = new AtomicLong();
    private final int brokerPort;

    public CountingProxy(int brokerPort) throws IOException {
        this.brokerPort = brokerPort;
        start("accept", this::accept);
    }

    public URI mqtt() {
        return URI.create("mqtt://127.0.0.1:" + server.getLocalPort());
    }

    /** So far. */
    public long bytes() {
        return bytes.get();
    }

    private void accept() throws IOException {
        while (true) {
            Socket phone = server.accept();
            Socket broker = new Socket(InetAddress.getLoopbackAddress(), brokerPort);
            sockets.addAll(List.of(phone, broker));
            start("to-broker", () -> pump(phone, broker));
            start("to-phone", () -> pump(broker, phone));
        }
    }

    private void pump(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8192];
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                bytes.addAndGet(length);
                out.write(buffer, 0, length);
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // One side has closed, and so does the other.
                        Thread.currentThread().interrupt();
                    }
                },
                "counting-proxy-" + name);
        threads.add(thread);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
