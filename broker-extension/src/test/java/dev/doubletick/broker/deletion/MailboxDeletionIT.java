package dev.doubletick.broker.deletion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import dev.doubletick.broker.fixture.BrokerTest;
import dev.doubletick.broker.fixture.TestPhone;
import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MailboxDeletionIT extends BrokerTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @AfterEach
    void databaseIsBack() throws Exception {
        database.comeBack();
    }

    private static Mqtt5PubAckReasonCode write(TestPhone from, PhoneNumber to) {
        return from.publish(
                        "m/" + to.digits(),
                        "hello".getBytes(StandardCharsets.UTF_8),
                        MessageId.of(UUID.randomUUID()).toBytes())
                .getReasonCode();
    }

    private void awaitDeletion(PhoneNumber phone) {
        await().atMost(SOON).until(() -> !database.isDeletionPending(phone));
    }

    /** Registers a number anew and waits for all that reaches its phone. */
    private TestPhone newOwner(PhoneNumber number) {
        TestPhone phone = phone(number);
        assertThat(phone.connect().isSessionPresent()).isFalse();
        MessageId marker = MessageId.of(UUID.randomUUID());
        phone.publish("s/" + number.digits(), marker.toBytes(), null);
        await().until(() -> phone.receipts("s").contains(marker));
        return phone;
    }

    @Test
    void whatWaitedForADeletedAccountIsGone() throws Exception {
        database.register(aliceNumber);
        TestPhone bob = connected(bobNumber);
        for (int n = 0; n < 20; n++) {
            bob.send(aliceNumber, "waiting " + n);
        }

        database.delete(aliceNumber);
        awaitDeletion(aliceNumber);

        assertThat(write(bob, aliceNumber)).isEqualTo(Mqtt5PubAckReasonCode.NO_MATCHING_SUBSCRIBERS);
        assertThat(newOwner(aliceNumber).texts()).isEmpty();
        assertThat(bob.receipts("d")).isEmpty();
    }

    @Test
    void whatTheSessionOfADeletedAccountHeldIsGoneToo() throws Exception {
        TestPhone alice = phone(aliceNumber).neverAcknowledging();
        alice.connect();
        alice.subscribe("p/" + bobNumber.digits(), MqttQos.AT_MOST_ONCE);
        TestPhone bob = connected(bobNumber);
        bob.send(aliceNumber, "on its way");
        await().untilAsserted(() -> assertThat(alice.texts()).containsExactly("on its way"));

        database.delete(aliceNumber);
        await().until(() -> !alice.isConnected());
        awaitDeletion(aliceNumber);

        TestPhone newer = newOwner(aliceNumber);
        assertThat(newer.texts()).isEmpty();
        assertThat(newer.presences(bobNumber)).isEmpty();
        bob.send(aliceNumber, "to the new owner");
        await().untilAsserted(() -> assertThat(newer.texts()).containsExactly("to the new owner"));
    }

    @Test
    void aReceiptForADeletedAccountIsNotKept() throws Exception {
        TestPhone alice = connected(aliceNumber);
        TestPhone bob = phone(bobNumber);
        alice.send(bobNumber, "the last");
        database.delete(aliceNumber);
        awaitDeletion(aliceNumber);

        bob.connect();
        await().untilAsserted(() -> assertThat(bob.texts()).containsExactly("the last"));
        // Its acknowledgement is worked off before that of what comes behind.
        connected(number()).send(bobNumber, "next");
        await().untilAsserted(() -> assertThat(bob.texts()).containsExactly("the last", "next"));

        assertThat(newOwner(aliceNumber).receipts("d")).isEmpty();
    }

    @Test
    void aDeletionWhileTheBrokerIsDownIsMadeUpForBeforeTheNumberIsUsedAgain() throws Exception {
        database.register(aliceNumber);
        TestPhone bob = connected(bobNumber);
        bob.send(aliceNumber, "waiting");
        bob.disconnect();
        broker.stop();

        database.delete(aliceNumber);
        assertThat(database.isDeletionPending(aliceNumber)).isTrue();
        // Somebody has the number already.
        TestPhone newer = phone(aliceNumber);
        broker.start();

        await().atMost(SOON).ignoreException(IllegalStateException.class).until(() -> {
            bob.connect();
            bob.send(aliceNumber, "to the new owner");
            return true;
        });
        await().atMost(SOON)
                .ignoreExceptionsMatching(e -> e.getCause() instanceof Mqtt5ConnAckException)
                .until(() -> newer.connect().getReasonCode().getCode() == 0);
        await().untilAsserted(() -> assertThat(newer.texts()).contains("to the new owner"));
        assertThat(newer.texts()).doesNotContain("waiting");
        assertThat(database.isDeletionPending(aliceNumber)).isFalse();
    }

    @Test
    void aDeletionWhileTheDatabaseIsAwayFromTheBrokerIsMadeUpFor() throws Exception {
        database.register(aliceNumber);
        TestPhone bob = connected(bobNumber);
        bob.send(aliceNumber, "waiting");

        database.cutConnections();
        database.delete(aliceNumber);
        awaitDeletion(aliceNumber);

        assertThat(newOwner(aliceNumber).texts()).isEmpty();
    }

    @Test
    void aDeletedAccountLetsNobodyIn() throws Exception {
        TestPhone alice = connected(aliceNumber);

        database.delete(aliceNumber);

        await().until(() -> !alice.isConnected());
        assertThatThrownBy(alice::connect).hasCauseInstanceOf(Mqtt5ConnAckException.class);
        awaitDeletion(aliceNumber);
    }
}
