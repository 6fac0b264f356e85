package dev.doubletick.broker;

import static dev.doubletick.broker.mailbox.MailboxFixtures.get;
import static dev.doubletick.broker.mailbox.MailboxFixtures.readAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAck;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import dev.doubletick.broker.account.AccountDatabase;
import dev.doubletick.broker.fixture.TestBroker;
import dev.doubletick.broker.fixture.TestDatabase;
import dev.doubletick.broker.fixture.TestPhone;
import dev.doubletick.broker.mailbox.DistantMailbox;
import dev.doubletick.broker.mailbox.Held;
import dev.doubletick.broker.mailbox.Lease;
import dev.doubletick.broker.mailbox.LeaseHolder;
import dev.doubletick.broker.mailbox.Mailbox;
import dev.doubletick.broker.mailbox.MailboxFixtures;
import dev.doubletick.broker.mailbox.MailboxLimits;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.broker.presence.PresenceTimes;
import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The broker on a mailbox that is nothing like the one that ships: far away, forgetful with wake signals, shared with other
 * brokers, and gone for a while now and then.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // The fields are set before the first test.
class OtherEngineIT {

    private final DistantMailbox.Cluster cluster = new DistantMailbox.Cluster();
    private final List<TestPhone> phones = new ArrayList<>();
    private long lastNumber = 4_915_300_000_000L;

    private TestDatabase database;
    private TestBroker broker;
    /** The same engine, as another broker sees it. */
    private Mailbox elsewhere;

    private PhoneNumber aliceNumber;
    private PhoneNumber bobNumber;

    /** Doubletick's extension on this engine. */
    private final class OnDistantMailbox implements ExtensionMain {

        private final List<RunningExtension> running = new ArrayList<>();

        @Override
        public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
            BrokerConfig config = new BrokerConfig(database.config(), Path.of("unused"), MailboxLimits.DEFAULT);
            running.add(RunningExtension.start(
                    config,
                    PresenceTimes.DEFAULT,
                    Clock.systemUTC(),
                    new AccountDatabase(config.database()),
                    mailbox(1)));
        }

        @Override
        public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {
            running.forEach(RunningExtension::close);
        }
    }

    private Mailbox mailbox(long seed) {
        return new DistantMailbox(cluster, MailboxLimits.DEFAULT, Clock.systemUTC(), new Random(seed), 0);
    }

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        database = new TestDatabase();
        broker = new TestBroker(folder, OnDistantMailbox::new).start();
        elsewhere = mailbox(2);
    }

    @AfterAll
    void stop() throws IOException {
        broker.close();
        elsewhere.close();
        database.close();
    }

    @BeforeEach
    void chooseNumbers() {
        aliceNumber = PhoneNumber.ofDigits(Long.toString(++lastNumber));
        bobNumber = PhoneNumber.ofDigits(Long.toString(++lastNumber));
    }

    @AfterEach
    void closePhones() {
        cluster.away(false);
        cluster.mute(false);
        phones.forEach(TestPhone::close);
        phones.clear();
    }

    private TestPhone phone(PhoneNumber number) throws SQLException {
        TestPhone phone = new TestPhone(number, database.register(number), broker.mqttPort());
        phones.add(phone);
        return phone;
    }

    private TestPhone connected(PhoneNumber number) throws SQLException {
        TestPhone phone = phone(number);
        phone.connect();
        return phone;
    }

    private CompletableFuture<Mqtt5PubAck> sending(TestPhone alice, String text) {
        byte[] id = MessageId.of(UUID.randomUUID()).toBytes();
        return CompletableFuture.supplyAsync(
                () -> alice.publish("m/" + bobNumber.digits(), text.getBytes(StandardCharsets.UTF_8), id));
    }

    @Test
    void messagesArriveInOrderAndTheirReceiptsOnce() throws Exception {
        TestPhone alice = connected(aliceNumber);
        TestPhone bob = phone(bobNumber);
        List<MessageId> ids = new ArrayList<>();
        for (int n = 0; n < 60; n++) {
            if (n == 20) {
                bob.connect();
            }
            ids.add(alice.send(bobNumber, "message " + n));
        }

        await().untilAsserted(() -> assertThat(alice.receipts("d")).containsExactlyInAnyOrderElementsOf(ids));
        assertThat(bob.texts())
                .isEqualTo(IntStream.range(0, 60).mapToObj(n -> "message " + n).toList());
    }

    @Test
    void aMailboxThatIsAttachedElsewhereClosesTheConnectionHere() throws Exception {
        TestPhone alice = connected(aliceNumber);
        TestPhone bob = phone(bobNumber).neverAcknowledging();
        bob.connect();
        alice.send(bobNumber, "not acknowledged");
        await().untilAsserted(() -> assertThat(bob.texts()).containsExactly("not acknowledged"));

        Lease lease = get(elsewhere.attach(MailboxOwner.of(bobNumber), new LeaseHolder("another broker", "1")));

        await().until(() -> !bob.isConnected());
        assertThat(bob.disconnectedWith()).hasValueSatisfying(disconnect -> assertThat(disconnect.getReasonCode())
                .isEqualTo(Mqtt5DisconnectReasonCode.SESSION_TAKEN_OVER));
        MessageId second = alice.send(bobNumber, "for the other broker");
        await().untilAsserted(() -> assertThat(readAll(elsewhere, lease))
                .extracting(Held::entry)
                .hasSize(2)
                .last()
                .satisfies(entry -> assertThat(entry.id()).isEqualTo(second)));
    }

    @Test
    void whatAnotherBrokerHasAcceptedArrivesWithTheWakeSignal() throws Exception {
        TestPhone alice = connected(aliceNumber);
        TestPhone bob = connected(bobNumber);
        alice.send(bobNumber, "here");
        await().untilAsserted(() -> assertThat(bob.texts()).containsExactly("here"));

        // A signal may be lost; not every one.
        for (int n = 0; n < 20; n++) {
            acceptElsewhere(n);
        }

        await().untilAsserted(() -> assertThat(bob.texts()).contains("elsewhere 0"));
    }

    @Test
    void whatAnotherBrokerHasAcceptedWithoutASignalArrivesWhenTheEngineHasBeenAway() throws Exception {
        TestPhone alice = connected(aliceNumber);
        TestPhone bob = connected(bobNumber);
        alice.send(bobNumber, "here");
        await().untilAsserted(() -> assertThat(bob.texts()).containsExactly("here"));
        cluster.mute(true);
        acceptElsewhere(0);

        cluster.away(true);
        cluster.away(false);

        await().untilAsserted(() -> assertThat(bob.texts()).containsExactly("here", "elsewhere 0"));
    }

    private void acceptElsewhere(int n) {
        get(elsewhere.append(MailboxFixtures.message(
                MailboxOwner.of(bobNumber),
                MailboxOwner.of(aliceNumber),
                MessageId.of(UUID.randomUUID()),
                "elsewhere " + n,
                Clock.systemUTC().instant())));
    }

    @Test
    void theTickIsWithheldWhileTheEngineIsAwayAndComesWithIt() throws Exception {
        TestPhone alice = connected(aliceNumber);
        TestPhone bob = connected(bobNumber);
        alice.send(bobNumber, "before");
        cluster.away(true);

        CompletableFuture<Mqtt5PubAck> tick = sending(alice, "meanwhile");
        await().during(Duration.ofSeconds(2)).until(() -> !tick.isDone());
        cluster.away(false);

        await().until(tick::isDone);
        assertThat(tick.join().getReasonCode()).isEqualTo(Mqtt5PubAckReasonCode.SUCCESS);
        // An engine that is not atomic may repeat a receipt when it comes back.
        await().untilAsserted(() ->
                assertThat(alice.receipts("d").stream().distinct()).hasSize(2));
        // It was tried several times under one id, and some of these attempts had worked without saying so. One that
        // comes after Bob has acknowledged an earlier one is stored anew, and it is Bob who knows the id.
        assertThat(bob.texts().stream().distinct()).containsExactly("before", "meanwhile");
        assertThat(bob.received().stream().map(Mqtt5Publish::getCorrelationData).distinct())
                .hasSize(2);
    }

    @Test
    void whatCannotBeStoredForTenSecondsIsRefusedAndTheConnectionStays() throws Exception {
        TestPhone alice = connected(aliceNumber);
        alice.send(aliceNumber, "cached");
        phone(bobNumber);
        alice.send(bobNumber, "bob is known");
        cluster.away(true);
        long began = System.nanoTime();

        Mqtt5PubAck refused = sending(alice, "too long").join();

        assertThat(refused.getReasonCode()).isEqualTo(Mqtt5PubAckReasonCode.UNSPECIFIED_ERROR);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofSeconds(10));
        assertThat(alice.isConnected()).isTrue();
        cluster.away(false);
        alice.send(bobNumber, "and on we go");
    }
}
