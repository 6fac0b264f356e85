package dev.doubletick.sample.phones;

import dev.doubletick.certificates.TrustFile;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sample.phones.app.UiThread;
import dev.doubletick.sample.phones.handset.Handset;
import dev.doubletick.sample.phones.handset.Person;
import dev.doubletick.sample.phones.handset.Surroundings;
import dev.doubletick.sample.phones.network.MqttNetwork;
import dev.doubletick.sample.phones.page.PageServer;
import dev.doubletick.sample.phones.page.PhonesPage;
import dev.doubletick.sample.phones.server.FakeServices;
import dev.doubletick.sample.phones.server.PacketLog;
import dev.doubletick.sample.phones.server.ServerView;
import dev.doubletick.sample.wording.PhoneBook;
import dev.doubletick.standalone.Standalone;
import dev.doubletick.standalone.StandaloneConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Servers, network, phones and page, running. {@link #start} returns when the page serves, {@link #close} when everything has
 * ended; both block, for seconds. Wiring only.
 */
public final class Phones implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Phones.class);
    private static final Duration CLOCK_PERIOD = Duration.ofSeconds(5);

    private final Standalone servers;
    private final PageServer page;
    private final Deque<AutoCloseable> parts;

    private Phones(Standalone servers, PageServer page, Deque<AutoCloseable> parts) {
        this.servers = servers;
        this.page = page;
        this.parts = parts;
    }

    /**
     * Starts everything.
     *
     * @param folder for servers and phones; what is there goes on where it was
     * @param port for the page, 0 for any free one
     * @param tls whether phones reach everything by TLS
     * @param people whose phones
     * @param progress is told each step, in words for people
     * @throws IOException if a port is taken, or the folder cannot be used; then nothing is left running
     */
    public static Phones start(Path folder, int port, boolean tls, List<Person> people, Consumer<String> progress)
            throws IOException {
        PageServer.requireFree(port);
        Deque<AutoCloseable> parts = new ArrayDeque<>();
        try {
            return start(folder, port, tls, people, progress, parts);
        } catch (IOException | RuntimeException e) {
            closeAll(parts);
            throw e;
        }
    }

    private static Phones start(
            Path folder,
            int port,
            boolean tls,
            List<Person> people,
            Consumer<String> progress,
            Deque<AutoCloseable> parts)
            throws IOException {
        Clock clock = Clock.system(ZoneId.systemDefault());
        PacketLog packets = new PacketLog();
        MqttNetwork network =
                added(parts, new BrokerPort(folder).open(wanted -> MqttNetwork.open(wanted, packets::add, clock)));
        Standalone servers = added(parts, startServers(folder, tls, network, progress));
        Optional<TrustFile> trust = servers.certificateAuthority().map(TrustFile::of);

        progress.accept("Switching on " + people.size() + " phones ...");
        UiThread ui = added(parts, new UiThread());
        FakeServices services = new FakeServices(servers.http(), trust);
        PhoneBook contacts = new PhoneBook();
        List<Handset> phones = new CopyOnWriteArrayList<>();
        ServerView server = new ServerView(servers::status, services, () -> numbers(phones), ui);
        PhonesPage page = new PhonesPage(ui, phones, server, packets, contacts, clock);
        Surroundings around = new Surroundings(servers.http(), trust, network, services, contacts, ui, clock);
        for (Person person : people) {
            int slot = phones.size() + 1;
            Path own = folder.resolve("phones").resolve(Integer.toString(slot));
            phones.add(added(parts, new Handset(slot, person, own, around, page::show)));
        }
        contacts.listener(page::showAll);
        page.showAll();
        ui.every(CLOCK_PERIOD, page::showAll);
        packets.listener(server::stir);
        server.start(page::showServer, number -> phones.stream()
                .filter(phone -> phone.number().equals(number))
                .forEach(Handset::push));
        ui.execute(() -> phones.forEach(Handset::startApp));
        return new Phones(servers, added(parts, PageServer.start(port, page)), parts);
    }

    /** Servers that know the broker by the network's address. */
    private static Standalone startServers(Path folder, boolean tls, MqttNetwork network, Consumer<String> progress) {
        URI advertised = URI.create((tls ? "mqtts://" : "mqtt://") + PageServer.HOST + ":" + network.port());
        StandaloneConfig config =
                StandaloneConfig.onFreePorts(folder.resolve("servers")).advertising(advertised);
        Standalone servers = Standalone.start(tls ? config.withTls() : config, progress);
        network.connectTo(
                new InetSocketAddress(
                        servers.mqttInside().getHost(), servers.mqttInside().getPort()),
                servers.keyStore());
        return servers;
    }

    private static List<PhoneNumber> numbers(List<Handset> phones) {
        return phones.stream().map(Handset::number).distinct().toList();
    }

    private static <T extends AutoCloseable> T added(Deque<AutoCloseable> parts, T part) {
        parts.push(part);
        return part;
    }

    /** Where the page is, as {@code http://host:port}. */
    public URI address() {
        return URI.create("http://" + PageServer.HOST + ":" + page.port());
    }

    /** Where the registration service is, for phones elsewhere. */
    public URI server() {
        return servers.http();
    }

    /** With TLS: the certificate that phones elsewhere are to believe. */
    public Optional<Path> certificateAuthority() {
        return servers.certificateAuthority();
    }

    /** Ends everything, last to first. A second call does nothing. */
    @Override
    public synchronized void close() {
        closeAll(parts);
    }

    private static void closeAll(Deque<AutoCloseable> parts) {
        AutoCloseable part;
        while ((part = parts.poll()) != null) {
            try {
                part.close();
            } catch (Exception e) {
                log.error("not everything ended cleanly", e);
            }
        }
    }
}
