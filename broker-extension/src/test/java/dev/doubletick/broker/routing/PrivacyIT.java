package dev.doubletick.broker.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAck;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import dev.doubletick.broker.fixture.BrokerTest;
import dev.doubletick.broker.fixture.TestPhone;
import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Presence;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

class PrivacyIT extends BrokerTest {

    /** More than a change takes to reach the broker. */
    private static final Duration SOON = Duration.ofSeconds(10);

    @AfterEach
    void databaseIsBack() throws Exception {
        database.comeBack();
    }

    /** What Bob sends until it is no longer delivered; all of it must be acknowledged with success. */
    private static void sendUntilDropped(TestPhone bob, TestPhone alice, PhoneNumber aliceNumber) {
        await().atMost(SOON).until(() -> {
            String text = UUID.randomUUID().toString();
            bob.send(aliceNumber, text);
            // What is delivered is delivered before the marker that Alice's own phone sends behind it.
            marker(alice, aliceNumber);
            return !alice.texts().contains(text);
        });
    }

    /** Waits until all that was accepted for a phone before has arrived there. */
    private static void marker(TestPhone phone, PhoneNumber number) {
        MessageId id = MessageId.of(UUID.randomUUID());
        phone.publish("s/" + number.digits(), id.toBytes(), null);
        await().until(() -> phone.receipts("s").contains(id));
    }

    private static Mqtt5PubAckReasonCode write(TestPhone from, PhoneNumber to) {
        return answer(from, to).getReasonCode();
    }

    private static Mqtt5PubAck answer(TestPhone from, PhoneNumber to) {
        return from.publish(
                "m/" + to.digits(),
                "hello".getBytes(StandardCharsets.UTF_8),
                MessageId.of(UUID.randomUUID()).toBytes());
    }

    @Test
    void aBlockedSenderGetsATickAndTheMessageIsDropped() throws Exception {
        TestPhone alice = connected(aliceNumber);
        TestPhone bob = connected(bobNumber);
        bob.send(aliceNumber, "before");
        await().untilAsserted(() -> assertThat(alice.texts()).containsExactly("before"));

        database.block(aliceNumber, bobNumber);
        sendUntilDropped(bob, alice, aliceNumber);
        List<String> texts = alice.texts();
        bob.send(aliceNumber, "blocked");
        database.unblock(aliceNumber, bobNumber);

        await().atMost(SOON).until(() -> {
            bob.send(aliceNumber, "unblocked");
            marker(alice, aliceNumber);
            return alice.texts().size() > texts.size();
        });
        assertThat(alice.texts()).doesNotContain("blocked").contains("unblocked");
    }

    /** Each is given ten seconds, on a machine that may be busy with something else; as a rule it is milliseconds. */
    @Test
    void aBlockHoldsWithinASecondAsARule(TestReporter reporter) throws Exception {
        TestPhone alice = connected(aliceNumber);
        List<Duration> took = new ArrayList<>();
        for (int n = 0; n < 7; n++) {
            PhoneNumber number = number();
            TestPhone bob = connected(number);
            bob.send(aliceNumber, "before");
            database.block(aliceNumber, number);
            long blocked = System.nanoTime();
            sendUntilDropped(bob, alice, aliceNumber);
            took.add(Duration.ofNanos(System.nanoTime() - blocked));
        }
        took.sort(Comparator.naturalOrder());
        Duration median = took.get(took.size() / 2);
        reporter.publishEntry("blocked to message dropped, median ms", Long.toString(median.toMillis()));
        assertThat(median).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void theBlockedIsToldNothing() throws Exception {
        database.register(aliceNumber);
        TestPhone bob = connected(bobNumber);
        bob.subscribe("p/" + aliceNumber.digits(), MqttQos.AT_MOST_ONCE);
        TestPhone alice = phone(aliceNumber);
        // Accepted before the block, and delivered after it.
        MessageId waiting = bob.send(aliceNumber, "before");
        database.block(aliceNumber, bobNumber);
        changesHaveArrived();
        bob.received().clear();

        alice.connect();
        await().untilAsserted(() -> assertThat(alice.texts()).contains("before"));
        alice.publish("s/" + bobNumber.digits(), waiting.toBytes(), null);
        alice.publish("c/" + bobNumber.digits(), new byte[] {1}, null);
        bob.publish("c/" + aliceNumber.digits(), new byte[] {1}, null);
        bob.publish("s/" + aliceNumber.digits(), waiting.toBytes(), null);
        marker(bob, bobNumber);
        marker(alice, aliceNumber);

        assertThat(bob.received())
                .extracting(publish -> publish.getTopic().toString())
                .containsOnly("s/" + bobNumber.digits() + "/" + bobNumber.digits());
        assertThat(alice.received())
                .extracting(publish -> publish.getTopic().toString())
                .doesNotContain(
                        "c/" + aliceNumber.digits() + "/" + bobNumber.digits(),
                        "s/" + aliceNumber.digits() + "/" + bobNumber.digits());
    }

    /** The broker hears of changes in the order in which they are made. */
    private void changesHaveArrived() throws SQLException {
        PhoneNumber number = number();
        TestPhone witness = connected(number);
        database.revoke(number);
        await().atMost(SOON).until(() -> !witness.isConnected());
    }

    @Test
    void theBlockedSeesTheBlockerGoAsIfNothingCouldBeTold() throws Exception {
        TestPhone alice = connected(aliceNumber);
        TestPhone bob = connected(bobNumber);
        bob.subscribe("p/" + aliceNumber.digits(), MqttQos.AT_MOST_ONCE);
        await().untilAsserted(() -> assertThat(bob.presences(aliceNumber)).containsExactly(Presence.online()));

        database.block(aliceNumber, bobNumber);
        await().atMost(SOON).untilAsserted(() -> assertThat(bob.presences(aliceNumber))
                .containsExactly(Presence.online(), Presence.unknown()));
        database.unblock(aliceNumber, bobNumber);

        await().atMost(SOON).untilAsserted(() -> assertThat(bob.presences(aliceNumber))
                .containsExactly(Presence.online(), Presence.unknown(), Presence.online()));
        assertThat(alice.isConnected()).isTrue();
    }

    @Test
    void contactsOnlyMayWriteAndAreTheOnlyOnesWhoMay() throws Exception {
        TestPhone alice = connected(aliceNumber);
        TestPhone bob = connected(bobNumber);
        TestPhone stranger = connected(number());
        database.contact(aliceNumber, bobNumber);
        database.privacy(aliceNumber, "everyone", "everyone", "contacts");

        await().atMost(SOON).untilAsserted(() -> assertThat(write(stranger, aliceNumber))
                .isEqualTo(Mqtt5PubAckReasonCode.NOT_AUTHORIZED));

        assertThat(String.valueOf(
                        answer(stranger, aliceNumber).getReasonString().orElseThrow()))
                .contains("does not take messages from you");
        assertThat(write(bob, aliceNumber)).isEqualTo(Mqtt5PubAckReasonCode.SUCCESS);
        // One may always write to oneself.
        assertThat(write(alice, aliceNumber)).isEqualTo(Mqtt5PubAckReasonCode.SUCCESS);
        // Alice has written to the stranger, who may tell her that he has read it.
        MessageId read = alice.send(PhoneNumber.ofDigits(number(stranger)), "hello");
        stranger.publish("s/" + aliceNumber.digits(), read.toBytes(), null);
        await().untilAsserted(() -> assertThat(alice.receipts("s")).contains(read));
        assertThat(stranger.isConnected()).isTrue();
    }

    private static String number(TestPhone phone) {
        return phone.client().getConfig().getClientIdentifier().orElseThrow().toString();
    }

    @Test
    void nobodyMayWriteNotEvenContacts() throws Exception {
        connected(aliceNumber);
        TestPhone bob = connected(bobNumber);
        database.contact(aliceNumber, bobNumber);
        database.privacy(aliceNumber, "everyone", "everyone", "nobody");

        await().atMost(SOON).untilAsserted(() -> assertThat(write(bob, aliceNumber))
                .isEqualTo(Mqtt5PubAckReasonCode.NOT_AUTHORIZED));
        database.privacy(aliceNumber, "everyone", "everyone", "everyone");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(write(bob, aliceNumber)).isEqualTo(Mqtt5PubAckReasonCode.SUCCESS));
    }

    @Test
    void aBlockedContactIsBlockedAndNotRefused() throws Exception {
        TestPhone alice = connected(aliceNumber);
        TestPhone bob = connected(bobNumber);
        database.contact(aliceNumber, bobNumber);
        database.block(aliceNumber, bobNumber);
        database.privacy(aliceNumber, "nobody", "nobody", "contacts");

        sendUntilDropped(bob, alice, aliceNumber);
    }

    @Test
    void lastSeenIsForContactsOnly() throws Exception {
        database.register(aliceNumber);
        database.lastSeen(aliceNumber, Instant.parse("2026-03-01T12:00:00Z"));
        database.contact(aliceNumber, bobNumber);
        database.privacy(aliceNumber, "contacts", "everyone", "everyone");
        PhoneNumber strangerNumber = number();
        TestPhone bob = connected(bobNumber);
        TestPhone stranger = connected(strangerNumber);

        bob.subscribe("p/" + aliceNumber.digits(), MqttQos.AT_MOST_ONCE);
        stranger.subscribe("p/" + aliceNumber.digits(), MqttQos.AT_MOST_ONCE);

        await().untilAsserted(() -> assertThat(bob.presences(aliceNumber))
                .containsExactly(Presence.lastSeen(Instant.parse("2026-03-01T12:00:00Z"))));
        await().untilAsserted(() -> assertThat(stranger.presences(aliceNumber)).containsExactly(Presence.unknown()));
        connected(aliceNumber);
        await().untilAsserted(() -> assertThat(bob.presences(aliceNumber)).endsWith(Presence.online()));
        assertThat(stranger.presences(aliceNumber)).containsExactly(Presence.unknown());
    }

    @Test
    void seenReceiptsGoToThoseTheirSenderLets() throws Exception {
        TestPhone alice = connected(aliceNumber);
        TestPhone bob = connected(bobNumber);
        database.privacy(bobNumber, "everyone", "nobody", "everyone");

        await().atMost(SOON).until(() -> {
            MessageId id = alice.send(bobNumber, "hello");
            assertThat(bob.publish("s/" + aliceNumber.digits(), id.toBytes(), null)
                            .getReasonCode())
                    .isEqualTo(Mqtt5PubAckReasonCode.SUCCESS);
            marker(alice, aliceNumber);
            return !alice.receipts("s").contains(id);
        });
        // Delivered receipts are no matter of privacy, and a phone still reaches itself.
        MessageId last = alice.send(bobNumber, "last");
        await().untilAsserted(() -> assertThat(alice.receipts("d")).contains(last));
        marker(bob, bobNumber);
    }

    @Test
    void whatIsKnownHoldsWhileTheDatabaseIsAway() throws Exception {
        TestPhone alice = connected(aliceNumber);
        TestPhone bob = connected(bobNumber);
        TestPhone carol = connected(number());
        database.block(aliceNumber, bobNumber);
        sendUntilDropped(bob, alice, aliceNumber);
        carol.send(aliceNumber, "before");

        database.goAway();
        bob.send(aliceNumber, "blocked");
        carol.send(aliceNumber, "not blocked");
        marker(alice, aliceNumber);

        assertThat(alice.texts()).contains("not blocked").doesNotContain("blocked");
    }

    @Test
    void manyBlocksAndContactsAreNoBurden() throws Exception {
        database.register(aliceNumber);
        database.blockMany(aliceNumber, 10_000);
        database.privacy(aliceNumber, "contacts", "contacts", "contacts");
        database.contact(aliceNumber, bobNumber);
        TestPhone alice = connected(aliceNumber);
        TestPhone bob = connected(bobNumber);

        for (int n = 0; n < 200; n++) {
            bob.publish(Mqtt5Publish.builder()
                    .topic("m/" + aliceNumber.digits())
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload(("message " + n).getBytes(StandardCharsets.UTF_8))
                    .build());
        }

        await().untilAsserted(() -> assertThat(alice.texts()).hasSize(200));
    }
}
