package dev.doubletick.sdk.internal.link.paho;

import dev.doubletick.sdk.internal.link.BrokerAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** MQTT over TCP, with or without TLS. Under TLS the certificate has to be the host's. */
final class TcpTransport implements Transport {

    private static final Logger log = LoggerFactory.getLogger(TcpTransport.class);

    private static final int MAX_SHARES = 4;

    private final BrokerAddress broker;
    private final Optional<Tls> tls;
    private final int timeoutMillis;
    private final Object lock = new Object();
    /** The socket beneath TLS: closing that one never waits for a writer. */
    private @Nullable Socket socket;

    private @Nullable InputStream input;
    private @Nullable OutputStream output;
    private boolean closed;

    TcpTransport(BrokerAddress broker, Optional<Tls> tls, int timeoutMillis) {
        this.broker = broker;
        this.tls = tls;
        this.timeoutMillis = timeoutMillis;
    }

    @Override
    public void connect() throws IOException {
        Socket connected = tls.isPresent() ? tls.get().over(dial(), broker, timeoutMillis) : dial();
        input = connected.getInputStream();
        output = connected.getOutputStream();
    }

    /** Tries the host's addresses in the resolver's order: a phone may well have an IPv6 address and no way out by it. */
    private Socket dial() throws IOException {
        IOException failure = new ConnectException("no address of " + broker.host() + " answers");
        InetAddress[] addresses = InetAddress.getAllByName(broker.host());
        // They share the time of one, down to a quarter of it each: the last one should have its turn.
        int timeout = timeoutMillis / Math.min(addresses.length, MAX_SHARES);
        for (InetAddress address : addresses) {
            Socket candidate = new Socket();
            hold(candidate);
            try {
                candidate.connect(new InetSocketAddress(address, broker.port()), timeout);
                candidate.setTcpNoDelay(true);
                return candidate;
            } catch (IOException e) {
                candidate.close();
                failure.addSuppressed(e);
            }
        }
        throw failure;
    }

    private void hold(Socket candidate) throws IOException {
        synchronized (lock) {
            if (closed) {
                candidate.close();
                throw new ConnectException("given up");
            }
            socket = candidate;
        }
    }

    @Override
    public InputStream input() {
        if (input == null) {
            throw new IllegalStateException("not connected");
        }
        return input;
    }

    @Override
    public OutputStream output() {
        if (output == null) {
            throw new IllegalStateException("not connected");
        }
        return output;
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            if (socket != null) {
                try {
                    socket.close();
                } catch (IOException e) {
                    log.debug("closing a socket failed", e);
                }
            }
        }
    }
}
