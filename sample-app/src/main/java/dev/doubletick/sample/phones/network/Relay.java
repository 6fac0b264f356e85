package dev.doubletick.sample.phones.network;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes TCP connections on, on this machine, and lets somebody look at what goes over them. Every connection has two threads,
 * which end with it. Safe on any thread.
 */
final class Relay implements Closeable {

    /** An address at which nobody answers. */
    static final InetSocketAddress NOWHERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private static final Logger log = LoggerFactory.getLogger(Relay.class);
    private static final int BUFFER_BYTES = 16 * 1024;

    /** What a connection comes through before anything is read of it: TLS, or nothing at all. */
    interface Entrance {
        /** Must not wait for the client. Closing what it returns closes the socket. */
        Socket admit(Socket accepted) throws IOException;
    }

    /** Looks at one connection. Called on the connection's threads, each direction on one of its own. */
    interface Observer {
        /** Bytes on their way to the server, not passed on yet. Returns whether they may pass; otherwise all is cut. */
        boolean toServer(byte[] bytes, int length);

        /** Bytes on their way to the client; for the rest like {@link #toServer}. */
        boolean toClient(byte[] bytes, int length);

        /** The connection has ended. */
        void ended();
    }

    private record Connection(Socket client, Socket server) {
        void cut() {
            closeQuietly(client);
            closeQuietly(server);
        }
    }

    private final ServerSocket listener;
    private final Entrance entrance;
    private final Supplier<InetSocketAddress> target;
    private final Function<Runnable, Observer> observers;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

    private Relay(
            ServerSocket listener,
            Entrance entrance,
            Supplier<InetSocketAddress> target,
            Function<Runnable, Observer> observers) {
        this.listener = listener;
        this.entrance = entrance;
        this.target = target;
        this.observers = observers;
    }

    /**
     * Listens and relays until it is closed.
     *
     * @param port 0 for any free one
     * @param entrance what clients come through
     * @param target asked for each connection
     * @param observers makes one for each connection; is given what ends it without a farewell of either side
     * @throws IOException if the port is taken
     */
    static Relay open(
            String name,
            int port,
            Entrance entrance,
            Supplier<InetSocketAddress> target,
            Function<Runnable, Observer> observers)
            throws IOException {
        ServerSocket listener = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        Relay relay = new Relay(listener, entrance, target, observers);
        daemon(name, relay::accept);
        return relay;
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                begin(listener.accept());
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    log.warn("a connection could not be relayed: {}", e.toString());
                }
            }
        }
    }

    private void begin(Socket accepted) throws IOException {
        Socket client = admitted(accepted);
        Socket server = new Socket();
        Connection connection = new Connection(client, server);
        try {
            server.connect(target.get());
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        } catch (IOException e) {
            connection.cut();
            throw e;
        }
        connections.add(connection);
        if (listener.isClosed()) {
            connection.cut();
        }
        Observer observer = observers.apply(connection::cut);
        daemon("relay-up", () -> {
            pump(connection, client, server, observer::toServer);
            connections.remove(connection);
            observer.ended();
        });
        daemon("relay-down", () -> pump(connection, server, client, observer::toClient));
    }

    private Socket admitted(Socket accepted) throws IOException {
        try {
            return entrance.admit(accepted);
        } catch (IOException e) {
            closeQuietly(accepted);
            throw e;
        }
    }

    private interface Gate {
        boolean pass(byte[] bytes, int length);
    }

    private static void pump(Connection connection, Socket from, Socket to, Gate gate) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int length = in.read(buffer);
            while (length >= 0 && gate.pass(buffer, length)) {
                out.write(buffer, 0, length);
                length = in.read(buffer);
            }
        } catch (IOException e) {
            log.debug("a relayed connection broke: {}", e.toString());
        } finally {
            connection.cut();
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            log.debug("a socket did not close: {}", e.toString());
        }
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Cuts all connections; new ones are relayed. */
    void cutAll() {
        connections.forEach(Connection::cut);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cutAll();
    }
}
