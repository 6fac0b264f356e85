package dev.doubletick.registration.verification.sender.smpp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jsmpp.session.connection.Connection;
import org.jsmpp.session.connection.ConnectionFactory;
import org.jsmpp.session.connection.socket.SocketConnection;

/**
 * Connects to the SMSC, within the time-out. The library's own factories wait as long as the system does, and do not check whom a
 * certificate names.
 */
final class SmppSockets implements ConnectionFactory {

    private final SmppConfig config;
    private final SSLSocketFactory tls;

    SmppSockets(SmppConfig config, SSLSocketFactory tls) {
        this.config = config;
        this.tls = tls;
    }

    @Override
    public Connection createConnection(String host, int port) throws IOException {
        int millis = Math.toIntExact(config.timeout().toMillis());
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port), millis);
            // For the handshake; the session sets its own.
            socket.setSoTimeout(millis);
            return new SocketConnection(config.tls() ? encrypted(socket, host, port) : socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private SSLSocket encrypted(Socket socket, String host, int port) throws IOException {
        SSLSocket encrypted = (SSLSocket) tls.createSocket(socket, host, port, true);
        SSLParameters parameters = encrypted.getSSLParameters();
        // RFC 2818 section 3.1: the certificate has to name the host.
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        encrypted.setSSLParameters(parameters);
        try {
            encrypted.startHandshake();
        } catch (SSLHandshakeException e) {
            throw new IOException("the SMSC " + host + ":" + port + " is not trusted: " + e.getMessage(), e);
        } catch (SSLException e) {
            throw new IOException("the SMSC " + host + ":" + port + " does not speak TLS: " + e.getMessage(), e);
        }
        return encrypted;
    }
}
