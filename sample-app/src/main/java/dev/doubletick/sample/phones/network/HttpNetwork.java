package dev.doubletick.sample.phones.network;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;

/** Stands between one phone and the registration service, and can be switched off. Safe on any thread. */
public final class HttpNetwork implements Closeable {

    private final String scheme;
    private final Relay relay;
    private volatile boolean reachable = true;

    private HttpNetwork(URI service) throws IOException {
        InetSocketAddress target = new InetSocketAddress(service.getHost(), service.getPort());
        this.scheme = service.getScheme();
        this.relay = Relay.open(
                "http-network", 0, socket -> socket, () -> reachable ? target : Relay.NOWHERE, cut -> new Unobserved());
    }

    /** @throws IOException if there is no free port */
    public static HttpNetwork to(URI service) throws IOException {
        return new HttpNetwork(service);
    }

    /** What the phone knows as the address of the registration service. */
    public URI address() {
        return URI.create(scheme + "://127.0.0.1:" + relay.port());
    }

    /** Whether the phone has a network. Without one its requests fail. */
    public void setReachable(boolean reachable) {
        this.reachable = reachable;
        if (!reachable) {
            relay.cutAll();
        }
    }

    @Override
    public void close() throws IOException {
        relay.close();
    }

    private static final class Unobserved implements Relay.Observer {
        @Override
        public boolean toServer(byte[] bytes, int length) {
            return true;
        }

        @Override
        public boolean toClient(byte[] bytes, int length) {
            return true;
        }

        @Override
        public void ended() {
            // Nothing was kept of it.
        }
    }
}
