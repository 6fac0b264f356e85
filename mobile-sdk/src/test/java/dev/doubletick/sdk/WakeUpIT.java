package dev.doubletick.sdk;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.ConnectionState.Kind;
import dev.doubletick.sdk.testing.BadNetwork;
import dev.doubletick.sdk.testing.Leftovers;
import dev.doubletick.sdk.testing.Phone;
import dev.doubletick.sdk.testing.TestBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WakeUpIT {

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private static TestBroker broker;

    @TempDir
    private Path folder;

    private final PhoneNumber number = Phone.newNumber();
    private Phone sender;

    @BeforeAll
    static void startBroker() {
        broker = TestBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void connectSender() {
        sender = Phone.start(folder, broker.account(Phone.newNumber())).awaitConnected();
    }

    @AfterEach
    void nothingIsLeft() {
        sender.close();
        Leftovers.assertNoThreads();
        assertThat(Leftovers.files(folder)).isEmpty();
    }

    /** A phone with an account, as it is after its process was started for a push: not open. */
    private Phone sleeping(Account account) {
        try (Phone phone = Phone.start(folder, account).awaitConnected()) {
            assertThat(phone.number()).isEqualTo(account.phone());
        }
        await().until(() -> !broker.isConnected(account.phone()));
        return Phone.asleep(folder, account.phone());
    }

    private static List<String> numbered(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> "message " + i).toList();
    }

    private void sendAndAwaitTick(List<String> texts) {
        List<Message> sent =
                texts.stream().map(text -> sender.send(number, text)).toList();
        sent.forEach(message -> sender.awaitStatus(message, MessageStatus.SENT));
    }

    private WakeUp wake(Phone phone) {
        return phone.get(phone.doubletick().onPush(DEADLINE));
    }

    @Test
    void getsAllThatWaitsAndDisconnects() {
        try (Phone phone = sleeping(broker.account(number))) {
            // More than one round of the broker's window.
            sendAndAwaitTick(numbered(250));

            WakeUp wakeUp = wake(phone);

            assertThat(wakeUp.drained()).isTrue();
            assertThat(Phone.texts(wakeUp.messages())).isEqualTo(numbered(250));
            assertThat(phone.arrivedTexts()).isEqualTo(numbered(250));
            // The server knows it already: nothing comes a second time.
            List<Message> history = sender.get(sender.doubletick().history(number, 250));
            sender.awaitStatus(history.get(249), MessageStatus.DELIVERED);
            await().until(() -> !broker.isConnected(number));
            assertThat(phone.states()).extracting(ConnectionState::kind).endsWith(Kind.DISCONNECTED);
            WakeUp again = wake(phone);
            assertThat(again.drained()).isTrue();
            assertThat(again.messages()).isEmpty();
        }
    }

    @Test
    void sendsWhatWaitsHere() {
        try (Phone phone = sleeping(broker.account(number))) {
            numbered(20).forEach(text -> phone.send(sender.number(), text));

            assertThat(wake(phone).drained()).isTrue();

            assertThat(Phone.texts(sender.awaitArrived(20))).isEqualTo(numbered(20));
            assertThat(phone.get(phone.doubletick().history(sender.number(), 20)))
                    .extracting(Message::status)
                    .doesNotContain(MessageStatus.QUEUED);
        }
    }

    @Test
    void leavesAConnectionAloneThatTheAppOpened() {
        try (Phone phone = Phone.start(folder, broker.account(number)).awaitConnected()) {
            sendAndAwaitTick(numbered(3));

            assertThat(wake(phone).drained()).isTrue();

            assertThat(phone.arrivedTexts()).isEqualTo(numbered(3));
            assertThat(phone.states())
                    .extracting(ConnectionState::kind)
                    .containsExactly(Kind.CONNECTING, Kind.CONNECTED);
            assertThat(broker.isConnected(number)).isTrue();
        }
    }

    @Test
    void staysConnectedIfTheAppOpensMeanwhile() {
        try (Phone phone = sleeping(broker.account(number))) {
            CompletableFuture<WakeUp> wakeUp = phone.doubletick().onPush(DEADLINE);
            CompletableFuture<PhoneNumber> opened = phone.doubletick().open();

            assertThat(phone.get(wakeUp).drained()).isTrue();
            assertThat(phone.get(opened)).isEqualTo(number);
            assertThat(phone.states())
                    .extracting(ConnectionState::kind)
                    .containsExactly(Kind.CONNECTING, Kind.CONNECTED);
        }
    }

    @Test
    void severalAtOnceAreOneConnection() {
        try (Phone phone = sleeping(broker.account(number))) {
            sendAndAwaitTick(numbered(10));

            List<CompletableFuture<WakeUp>> wakeUps = IntStream.range(0, 5)
                    .mapToObj(i -> phone.doubletick().onPush(DEADLINE))
                    .toList();

            assertThat(wakeUps)
                    .allSatisfy(
                            wakeUp -> assertThat(phone.get(wakeUp).drained()).isTrue());
            assertThat(phone.arrivedTexts()).isEqualTo(numbered(10));
            assertThat(phone.states())
                    .extracting(ConnectionState::kind)
                    .containsExactly(Kind.CONNECTING, Kind.CONNECTED, Kind.DISCONNECTED);
        }
    }

    @Test
    void survivesCutsOnTheWay() {
        try (BadNetwork network = new BadNetwork(broker.tcpPort());
                Phone phone = sleeping(broker.account(number, network.mqtt()))) {
            sendAndAwaitTick(numbered(100));
            CompletableFuture<WakeUp> wakeUp = phone.doubletick().onPush(Duration.ofSeconds(60));
            phone.awaitArrived(1);
            network.cut();

            WakeUp result = phone.get(wakeUp);

            assertThat(result.drained()).isTrue();
            assertThat(Phone.texts(result.messages())).isEqualTo(numbered(100));
        }
    }

    @Test
    void keepsToTheDeadlineWhereThereIsNoNetwork() {
        try (BadNetwork network = new BadNetwork(broker.tcpPort());
                Phone phone = sleeping(broker.account(number, network.mqtt()))) {
            network.silence(true);
            long start = System.nanoTime();

            WakeUp wakeUp = phone.get(phone.doubletick().onPush(Duration.ofSeconds(1)));

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("some of the time is for disconnecting")
                    .isBetween(Duration.ofMillis(900), Duration.ofSeconds(3));
            assertThat(wakeUp.drained()).isFalse();
            assertThat(phone.states()).extracting(ConnectionState::kind).endsWith(Kind.DISCONNECTED);
            await().until(() -> network.open().isEmpty());
        }
    }

    @Test
    void doesNotTakeTheNumberBackFromAnotherPhone() throws IOException {
        try (Phone phone = Phone.start(folder, broker.account(number)).awaitConnected();
                Phone other = Phone.start(Files.createDirectory(folder.resolve("other")), broker.account(number))) {
            phone.awaitState(Kind.REPLACED);

            WakeUp wakeUp = wake(phone);

            assertThat(wakeUp.drained()).isFalse();
            other.awaitConnected();
            assertThat(phone.states()).extracting(ConnectionState::kind).endsWith(Kind.REPLACED);
        }
    }

    @Test
    void endsAtOnceWhereTheCredentialIsRefused() {
        Account account = broker.account(number);
        try (Phone phone = sleeping(account)) {
            broker.registerAnew(number);

            assertThat(phone.doubletick().onPush(Duration.ofMinutes(5)))
                    .succeedsWithin(20, SECONDS)
                    .satisfies(wakeUp -> assertThat(wakeUp.drained()).isFalse());
            assertThat(phone.states()).extracting(ConnectionState::kind).endsWith(Kind.CREDENTIAL_REFUSED);
        }
    }

    @Test
    void needsAnAccountAndTime() {
        try (Doubletick fresh =
                Doubletick.builder().database(folder.resolve("fresh.db")).build()) {
            assertThat(fresh.onPush(DEADLINE))
                    .failsWithin(20, SECONDS)
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(NotRegisteredException.class);
            assertThat(fresh.onPush(Duration.ZERO))
                    .failsWithin(20, SECONDS)
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
