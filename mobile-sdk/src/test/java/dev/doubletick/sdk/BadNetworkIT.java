package dev.doubletick.sdk;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.ConnectionState.Kind;
import dev.doubletick.sdk.internal.Waits;
import dev.doubletick.sdk.testing.BadNetwork;
import dev.doubletick.sdk.testing.FailingStore;
import dev.doubletick.sdk.testing.Leftovers;
import dev.doubletick.sdk.testing.Phone;
import dev.doubletick.sdk.testing.TestBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadNetworkIT {

    private static TestBroker broker;

    @TempDir
    private Path folder;

    private final PhoneNumber alice = Phone.newNumber();
    private final PhoneNumber bob = Phone.newNumber();
    private BadNetwork network;

    @BeforeAll
    static void startBroker() {
        broker = TestBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void startNetwork() {
        network = new BadNetwork(broker.tcpPort());
    }

    @AfterEach
    void nothingIsLeft() {
        network.close();
        Leftovers.assertNoThreads();
        assertThat(Leftovers.files(folder)).isEmpty();
    }

    private static List<String> numbered(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> "message " + i).toList();
    }

    /**
     * Cuts what is connected, and goes on when both are connected again as far as TCP goes: so each cut has something to cut,
     * the next one perhaps a handshake.
     */
    private void cutBoth(Phone one, Phone other, boolean awaitMqtt) {
        int before = network.connections();
        network.cut();
        await().atMost(30, SECONDS).pollInterval(Duration.ofMillis(5)).until(() -> {
            one.doubletick().networkAvailable();
            other.doubletick().networkAvailable();
            return network.connections() >= before + 2;
        });
        if (awaitMqtt) {
            one.awaitConnected();
            other.awaitConnected();
        }
    }

    @Test
    void everyMessageArrivesOnceAndInOrderThroughManyCuts() {
        int count = 300;
        int cuts = 12;
        Random random = new Random(20260501);
        try (Phone sender = Phone.start(folder, broker.account(alice, network.mqtt()))
                        .awaitConnected();
                Phone receiver =
                        Phone.start(folder, broker.account(bob, network.mqtt())).awaitConnected()) {
            List<Message> sent = new ArrayList<>();
            for (int i = 1; i <= count; i++) {
                sent.add(sender.send(bob, "message " + i));
                if (i % (count / cuts) == 0) {
                    cutBoth(sender, receiver, random.nextBoolean());
                }
            }

            receiver.awaitArrived(count);
            sender.awaitStatus(sent.get(count - 1), MessageStatus.DELIVERED);

            assertThat(receiver.arrivedTexts()).isEqualTo(numbered(count));
            await().atMost(60, SECONDS).untilAsserted(() -> assertThat(
                            sender.get(sender.doubletick().history(bob, count)))
                    .extracting(Message::status)
                    .containsOnly(MessageStatus.DELIVERED));
            assertThat(network.connections()).isGreaterThanOrEqualTo(2 + 2 * cuts);
        }
    }

    @Test
    void noticesAConnectionThatIsHalfDead() {
        try (Phone sender = Phone.start(
                                folder,
                                broker.account(alice, network.mqtt()),
                                builder -> builder.keepAlive(Duration.ofSeconds(1)))
                        .awaitConnected();
                Phone receiver = Phone.start(folder, broker.account(bob)).awaitConnected()) {
            network.silence(true);
            sender.send(bob, "into the void");
            sender.awaitState(Kind.DISCONNECTED);
            network.silence(false);
            network.cut();

            assertThat(Phone.texts(receiver.awaitArrived(1))).containsExactly("into the void");
        }
    }

    @Test
    void aServerThatNeverAnswersIsGivenUpLongBeforeTheKeepAlive() {
        try (Phone sender = Phone.start(folder, broker.account(alice, network.mqtt()), builder -> builder.keepAlive(
                                        Duration.ofHours(1))
                                .waits(Waits.DEFAULT.answer(Duration.ofSeconds(2))))
                        .awaitConnected();
                Phone receiver = Phone.start(folder, broker.account(bob)).awaitConnected()) {
            network.silence(true);
            sender.send(bob, "into the void");
            sender.awaitState(Kind.DISCONNECTED);
            network.silence(false);
            network.cut();

            assertThat(Phone.texts(receiver.awaitArrived(1))).containsExactly("into the void");
        }
    }

    @Test
    void whatCouldNotBeStoredComesAgain() {
        FailingStore store = new FailingStore(folder.resolve("failing.db"));
        try (Phone sender = Phone.start(folder, broker.account(alice)).awaitConnected();
                Phone receiver = Phone.start(folder, broker.account(bob), builder -> builder.store(store))
                        .awaitConnected()) {
            store.failNextArrivals(3);

            Message sent = sender.send(bob, "message 1");
            sender.send(bob, "message 2");

            assertThat(Phone.texts(receiver.awaitArrived(2))).isEqualTo(numbered(2));
            sender.awaitStatus(sent, MessageStatus.DELIVERED);
            assertThat(receiver.states())
                    .filteredOn(state -> state.kind() == Kind.DISCONNECTED)
                    .hasSize(3)
                    .allSatisfy(state -> assertThat(state.cause()).contains(store.failure()));
        }
    }

    @Test
    void whatIsNotStoredHasNoSecondTick() {
        FailingStore store = new FailingStore(folder.resolve("failing.db"));
        try (Phone sender = Phone.start(folder, broker.account(alice)).awaitConnected();
                Phone receiver = Phone.start(folder, broker.account(bob), builder -> builder.store(store))
                        .awaitConnected()) {
            store.failNextArrivals(Integer.MAX_VALUE);
            Message sent = sender.send(bob, "message 1");

            receiver.awaitState(Kind.DISCONNECTED);

            assertThat(sender.stored(sent).status()).isEqualTo(MessageStatus.SENT);
            assertThat(receiver.arrived()).isEmpty();
            store.failNextArrivals(0);
            sender.awaitStatus(sent, MessageStatus.DELIVERED);
            assertThat(receiver.arrivedTexts()).containsExactly("message 1");
        }
    }
}
