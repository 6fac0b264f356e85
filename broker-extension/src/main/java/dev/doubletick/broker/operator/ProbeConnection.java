package dev.doubletick.broker.operator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** A connection to a listener of this machine. Every wait is bounded. */
final class ProbeConnection implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 2_000;
    private static final int MAX_ANSWER_BYTES = 8 << 10;
    /** The path that docs/protocol.md names. */
    private static final String UPGRADE =
            """
            GET /mqtt HTTP/1.1\r
            Host: localhost\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Key: ZG91YmxldGljay1wcm9iZQ==\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Protocol: mqtt\r
            \r
            """;

    private final Socket socket;

    private ProbeConnection(Socket socket) {
        this.socket = socket;
    }

    static ProbeConnection open(InetAddress address, int port, boolean tls) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(address, port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            return new ProbeConnection(
                    tls
                            ? anyCertificate()
                                    .getSocketFactory()
                                    .createSocket(socket, address.getHostAddress(), port, true)
                            : socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    void upgradeToWebSocket() throws IOException {
        send(UPGRADE.getBytes(StandardCharsets.US_ASCII));
        if (!readUntil("\r\n\r\n")) {
            throw new IOException("no WebSocket at /mqtt");
        }
    }

    /** Reads on until this was among it. False if the listener ends the connection before, or says too much. */
    boolean readUntil(String expected) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        while (read.size() < MAX_ANSWER_BYTES) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                return false;
            }
            read.write(next);
            if (next == expected.charAt(expected.length() - 1)
                    && read.toString(StandardCharsets.ISO_8859_1).endsWith(expected)) {
                return true;
            }
        }
        return false;
    }

    /** Who it is, the answer proves. The certificate bears the name under which phones know the broker, which is not ours. */
    private static SSLContext anyCertificate() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustsAny()}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("no TLS: " + e.getMessage(), e);
        }
    }

    private static final class TrustsAny extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
