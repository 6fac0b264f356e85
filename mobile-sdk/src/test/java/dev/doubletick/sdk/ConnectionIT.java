package dev.doubletick.sdk;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.extension.sdk.api.packets.disconnect.DisconnectReasonCode;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.ConnectionState.Kind;
import dev.doubletick.sdk.internal.Waits;
import dev.doubletick.sdk.testing.BadConnection;
import dev.doubletick.sdk.testing.BadNetwork;
import dev.doubletick.sdk.testing.Leftovers;
import dev.doubletick.sdk.testing.Phone;
import dev.doubletick.sdk.testing.TestBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionIT {

    private static TestBroker broker;

    @TempDir
    private Path folder;

    private final PhoneNumber number = Phone.newNumber();

    @BeforeAll
    static void startBroker() {
        broker = TestBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @AfterEach
    void nothingIsLeft() {
        Leftovers.assertNoThreads();
        assertThat(Leftovers.files(folder)).isEmpty();
    }

    private Path subfolder(String name) throws IOException {
        return Files.createDirectory(folder.resolve(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqtt", "mqtts", "ws", "wss"})
    void connectsOverAnyTransport(String scheme) {
        URI address = Stream.of(broker.mqtt(), broker.mqtts(), broker.ws(), broker.wss())
                .filter(uri -> uri.getScheme().equals(scheme))
                .findFirst()
                .orElseThrow();
        PhoneNumber other = Phone.newNumber();
        try (Phone me = Phone.start(folder, broker.account(number, address), b -> b.trust(broker.trust()));
                Phone you = Phone.start(folder, broker.account(other))) {
            me.awaitConnected();
            you.awaitConnected();

            String long1 = "m".repeat(60_000);
            me.send(other, long1);
            you.send(number, "short");

            assertThat(Phone.texts(you.awaitArrived(1))).containsExactly(long1);
            assertThat(Phone.texts(me.awaitArrived(1))).containsExactly("short");
        }
    }

    @Test
    void goesOnToTheNextAddressWhereTheFirstIsDead() {
        URI dead = URI.create("mqtt://127.0.0.1:1");
        try (Phone me = Phone.start(folder, broker.account(number, dead, broker.ws()))) {
            me.awaitConnected();

            assertThat(me.states())
                    .extracting(ConnectionState::kind)
                    .containsExactly(Kind.CONNECTING, Kind.DISCONNECTED, Kind.CONNECTING, Kind.CONNECTED);
        }
    }

    @Test
    void opensAgainWithTheAccountInTheDatabase() {
        try (Phone me = Phone.start(folder, broker.account(number))) {
            me.awaitConnected();
        }
        await().until(() -> !broker.isConnected(number));

        Path database = folder.resolve(number.digits() + ".db");
        try (Doubletick again = Doubletick.builder().database(database).build()) {
            assertThat(again.open()).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(number);
            assertThat(again.open()).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(number);
            await().until(() -> broker.isConnected(number));
        }
    }

    @Test
    void givesWayToAnotherPhone() throws IOException {
        try (Phone old = Phone.start(subfolder("old"), broker.account(number)).awaitConnected();
                Phone young = Phone.start(subfolder("young"), broker.account(number))) {
            old.awaitState(Kind.REPLACED);
            young.awaitConnected();
            int states = old.states().size();

            // A hint of the network is no reason to fight.
            old.doubletick().networkAvailable();
            old.get(old.doubletick().conversations());

            assertThat(old.states()).hasSize(states);
            assertThat(young.states()).last().extracting(ConnectionState::kind).isEqualTo(Kind.CONNECTED);
            assertThat(old.states()).last().satisfies(state -> assertThat(state.isFinal())
                    .isTrue());
        }
    }

    /**
     * A DISCONNECT that reaches a phone while it is writing may be lost with the connection (TCP discards what it has received
     * when it is reset), and then the old phone comes back once. One of the two gives way in any case; they do not fight.
     */
    @RepeatedTest(5)
    void oneGivesWayAlsoInTheMidstOfSending() throws IOException {
        try (Phone old = Phone.start(subfolder("old"), broker.account(number)).awaitConnected();
                Phone young = Phone.start(subfolder("young"), broker.account(number))) {
            // One at a time, so that each is published at once, whatever the connection is just going through.
            while (old.states().stream()
                    .noneMatch(state -> state.kind() != Kind.CONNECTING && state.kind() != Kind.CONNECTED)) {
                old.send(Phone.newNumber(), "hi");
            }

            await().atMost(Duration.ofMinutes(1)).until(() -> EnumSet.of(latest(old), latest(young))
                    .equals(EnumSet.of(Kind.REPLACED, Kind.CONNECTED)));
        }
    }

    private static Kind latest(Phone phone) {
        List<ConnectionState> states = phone.states();
        return states.isEmpty()
                ? Kind.DISCONNECTED
                : states.get(states.size() - 1).kind();
    }

    @Test
    void stopsWhereItsCredentialIsRefused() {
        Account account = broker.account(number);
        broker.registerAnew(number);
        try (Phone me = Phone.start(folder, account)) {
            me.awaitState(Kind.CREDENTIAL_REFUSED);

            assertThat(me.states())
                    .extracting(ConnectionState::kind)
                    .containsExactly(Kind.CONNECTING, Kind.CREDENTIAL_REFUSED);
        }
    }

    @Test
    void stopsWhenItsNumberIsRegisteredAnewMeanwhile() {
        try (Phone me = Phone.start(folder, broker.account(number)).awaitConnected()) {
            broker.registerAnew(number);

            me.awaitState(Kind.REPLACED);
            assertThat(me.states())
                    .as("it was told, and did not have to try")
                    .extracting(ConnectionState::kind)
                    .containsExactly(Kind.CONNECTING, Kind.CONNECTED, Kind.REPLACED);
        }
    }

    @Test
    void comesBackAfterTheBrokerEndedTheConnection() {
        try (Phone me = Phone.start(folder, broker.account(number)).awaitConnected()) {
            broker.disconnect(number, DisconnectReasonCode.ADMINISTRATIVE_ACTION);

            await().atMost(30, SECONDS)
                    .until(() -> me.states().stream()
                                    .filter(state -> state.kind() == Kind.CONNECTED)
                                    .count()
                            == 2);
        }
    }

    @Test
    void aHintOfTheNetworkFindsADeadConnectionLongBeforeTheKeepAlive() {
        try (BadNetwork network = new BadNetwork(broker.tcpPort());
                Phone me = Phone.start(
                                folder,
                                broker.account(number, network.mqtt()),
                                builder -> builder.keepAlive(Duration.ofHours(1)))
                        .awaitConnected()) {
            me.doubletick().networkAvailable();
            network.open().forEach(BadConnection::loseBroker);
            me.doubletick().networkAvailable();

            await().atMost(30, SECONDS).until(() -> network.connections() == 2);
            me.awaitConnected();
        }
    }

    @Test
    void aHintOfTheNetworkDoesNoHarmToALivingConnection() {
        try (Phone me = Phone.start(folder, broker.account(number)).awaitConnected()) {
            for (int i = 0; i < 20; i++) {
                me.doubletick().networkAvailable();
                me.send(number, "note " + i);
            }
            Message last = me.send(number, "last");

            me.awaitStatus(last, MessageStatus.DELIVERED);
            assertThat(me.states()).extracting(ConnectionState::kind).containsExactly(Kind.CONNECTING, Kind.CONNECTED);
        }
    }

    @Test
    void leavesNothingBehindWhereServersAcceptAndHangUp() {
        try (BadNetwork network = new BadNetwork(broker.tcpPort())) {
            network.refuse(true);
            try (Phone me = Phone.start(folder, broker.account(number, network.mqtt()))) {
                await().atMost(60, SECONDS).until(() -> {
                    me.doubletick().networkAvailable();
                    return network.connections() >= 5;
                });
                // One attempt at a time: earlier ones have let go of all their threads.
                await().atMost(30, SECONDS)
                        .untilAsserted(() -> assertThat(Leftovers.threads()).hasSizeLessThanOrEqualTo(8));
                network.refuse(false);
                me.doubletick().networkAvailable();
                me.awaitConnected();
            }
        }
    }

    @Test
    void givesUpOnAServerThatAcceptsAndSaysNothing() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Phone me = Phone.start(
                        folder,
                        broker.account(number, URI.create("mqtt://127.0.0.1:" + silent.getLocalPort()), broker.mqtt()),
                        builder -> builder.waits(Waits.DEFAULT.step(Duration.ofSeconds(2))))) {
            await().atMost(40, SECONDS)
                    .until(() -> me.states().stream().anyMatch(state -> state.kind() == Kind.DISCONNECTED));

            me.awaitConnected();
        }
    }

    @Test
    void closesInTheMidstOfConnecting() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            URI address = URI.create("mqtt://127.0.0.1:" + silent.getLocalPort());
            for (int i = 0; i < 5; i++) {
                Phone me = Phone.start(folder, broker.account(number, address));
                long start = System.nanoTime();
                me.close();

                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
                Leftovers.assertNoThreads();
            }
        }
    }

    @Test
    void leavesNoSocketOpen() {
        long before = Leftovers.socketsOnceQuiet();
        for (URI address : List.of(broker.mqtt(), broker.ws(), broker.mqtts(), broker.wss())) {
            try (Phone me = Phone.start(folder, broker.account(number, address), b -> b.trust(broker.trust()))) {
                me.awaitConnected();
                assertThat(Leftovers.sockets()).isGreaterThan(before);
            }
            // The broker's end is in this process, too.
            await().untilAsserted(() -> assertThat(Leftovers.sockets()).isEqualTo(before));
        }
    }

    @Test
    void showsTheNumberInNoThreadsName() {
        try (Phone me = Phone.start(folder, broker.account(number)).awaitConnected()) {
            me.send(Phone.newNumber(), "hi");

            await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.contains(number.digits())));
            assertThat(Leftovers.threads()).isNotEmpty();
        }
    }
}
