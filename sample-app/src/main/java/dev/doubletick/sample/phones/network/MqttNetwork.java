package dev.doubletick.sample.phones.network;

import dev.doubletick.certificates.KeyStoreFile;
import dev.doubletick.protocol.PhoneNumber;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stands between all phones and the broker: what the phones know as the broker's address. It knows a phone by the client id in
 * its CONNECT, shows every packet, and cuts off the phones that have no network. Safe on any thread.
 */
public final class MqttNetwork implements Closeable {

    private final Set<Line> lines = ConcurrentHashMap.newKeySet();
    private final Set<PhoneNumber> unreachable = ConcurrentHashMap.newKeySet();
    private final Consumer<Packet> packets;
    private final Clock clock;
    private final Relay relay;
    private volatile InetSocketAddress broker = Relay.NOWHERE;
    private volatile Optional<KeyStoreFile> certificate = Optional.empty();

    private MqttNetwork(int port, Consumer<Packet> packets, Clock clock) throws IOException {
        this.packets = packets;
        this.clock = clock;
        this.relay = Relay.open("mqtt-network", port, this::admit, () -> broker, Line::new);
    }

    /**
     * Begins to listen; connections fail until there is a {@linkplain #connectTo broker}.
     *
     * @param port 0 for any free one
     * @param packets is shown each packet, on a thread of its connection; must not block
     * @throws IOException if the port is taken
     */
    public static MqttNetwork open(int port, Consumer<Packet> packets, Clock clock) throws IOException {
        return new MqttNetwork(port, packets, clock);
    }

    /**
     * Where the broker is.
     *
     * @param address without TLS
     * @param tls what to show to phones, where they are to come by TLS. It ends here, so that their packets can be shown
     */
    public void connectTo(InetSocketAddress address, Optional<KeyStoreFile> tls) {
        certificate = tls;
        broker = address;
    }

    private Socket admit(Socket accepted) throws IOException {
        return certificate.isPresent()
                // Shakes hands when something is read of it.
                ? certificate.get().serverContext().getSocketFactory().createSocket(accepted, null, true)
                : accepted;
    }

    public int port() {
        return relay.port();
    }

    /** Whether a phone has a network. Without one its connection ends at once, and none comes about. */
    public void setReachable(PhoneNumber phone, boolean reachable) {
        if (reachable) {
            unreachable.remove(phone);
        } else {
            unreachable.add(phone);
            cut(phone);
        }
    }

    /** Ends a phone's connection as a dying process does: without a DISCONNECT. */
    public void cut(PhoneNumber phone) {
        lines.stream().filter(line -> line.belongsTo(phone)).forEach(line -> line.cut.run());
    }

    @Override
    public void close() throws IOException {
        relay.close();
    }

    /** One connection. */
    private final class Line implements Relay.Observer {

        private final Runnable cut;
        private final FrameReader up = new FrameReader(frame -> passes(frame, true));
        private final FrameReader down = new FrameReader(frame -> passes(frame, false));
        private volatile @Nullable PhoneNumber phone;

        Line(Runnable cut) {
            this.cut = cut;
        }

        @Override
        public boolean toServer(byte[] bytes, int length) {
            up.read(bytes, length);
            return hasNetwork();
        }

        @Override
        public boolean toClient(byte[] bytes, int length) {
            down.read(bytes, length);
            return hasNetwork();
        }

        private boolean hasNetwork() {
            PhoneNumber owner = phone;
            return owner == null || !unreachable.contains(owner);
        }

        private void passes(Frame frame, boolean toServer) {
            if (frame.type() == PacketDecoder.CONNECT) {
                PacketDecoder.clientId(frame).ifPresent(this::identify);
            }
            PhoneNumber owner = phone;
            if (owner != null && hasNetwork()) {
                packets.accept(PacketDecoder.decode(frame, owner, toServer, clock.instant()));
            }
        }

        private boolean belongsTo(PhoneNumber owner) {
            PhoneNumber known = phone;
            return known != null && known.equals(owner);
        }

        private void identify(PhoneNumber owner) {
            phone = owner;
            lines.add(this);
        }

        @Override
        public void ended() {
            lines.remove(this);
        }
    }
}
