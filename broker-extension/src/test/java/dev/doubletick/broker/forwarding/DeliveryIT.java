package dev.doubletick.broker.forwarding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAck;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import dev.doubletick.broker.fixture.BrokerTest;
import dev.doubletick.broker.fixture.TestPhone;
import dev.doubletick.broker.mailbox.MailboxLimits;
import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeliveryIT extends BrokerTest {

    @Override
    protected MailboxLimits limits() {
        return new MailboxLimits(400, 1 << 20);
    }

    @Test
    void deliversWithTheSenderStampedAndTellsTheSender() {
        TestPhone alice = connected(aliceNumber);
        TestPhone bob = connected(bobNumber);

        MessageId id = alice.send(bobNumber, "hello");

        await().untilAsserted(() -> assertThat(alice.receipts("d")).containsExactly(id));
        assertThat(bob.received()).singleElement().satisfies(publish -> {
            assertThat(publish.getTopic()).hasToString("m/" + bobNumber.digits() + "/" + aliceNumber.digits());
            assertThat(MessageId.ofBytes(publish.getCorrelationData().orElseThrow()))
                    .isEqualTo(id);
            assertThat(publish.getUserProperties().asList()).isEmpty();
            assertThat(publish.getMessageExpiryInterval()).isEmpty();
            assertThat(publish.isRetain()).isFalse();
        });
    }

    @Test
    void tellsTheSenderNothingBeforeThePhoneHasAcknowledged() {
        TestPhone alice = connected(aliceNumber);
        TestPhone bob = phone(bobNumber).neverAcknowledging();
        bob.connect();

        MessageId id = alice.send(bobNumber, "hello");
        await().untilAsserted(() -> assertThat(bob.texts()).containsExactly("hello"));
        await().during(Duration.ofMillis(300))
                .untilAsserted(() -> assertThat(alice.receipts("d")).isEmpty());

        bob.acknowledgeAll();
        await().untilAsserted(() -> assertThat(alice.receipts("d")).containsExactly(id));
    }

    @Test
    void joinsTheReceiptsForAPhoneThatIsStillBusyWithOthers() {
        TestPhone alice = phone(aliceNumber).neverAcknowledging();
        alice.connect();
        TestPhone bob = connected(bobNumber);

        MessageId first = alice.send(bobNumber, "first");
        await().untilAsserted(() -> assertThat(alice.receipts("d")).containsExactly(first));
        List<MessageId> others = sendMany(alice, 20);
        await().untilAsserted(() -> assertThat(bob.texts()).hasSize(21));
        await().during(Duration.ofMillis(300))
                .untilAsserted(() -> assertThat(alice.received()).hasSize(1));

        alice.acknowledgeAll();
        await().untilAsserted(() -> assertThat(alice.receipts("d")).hasSize(21).containsAll(others));
        assertThat(alice.received()).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void servesAPhoneThatTakesSmallPacketsWithAllThatFits() {
        TestPhone alice = phone(aliceNumber).neverAcknowledging().maximumPacketSize(100);
        alice.connect();
        TestPhone bob = connected(bobNumber);
        bob.send(aliceNumber, "x".repeat(100));
        MessageId first = alice.send(bobNumber, "first");
        await().untilAsserted(() -> assertThat(alice.receipts("d")).containsExactly(first));
        List<MessageId> others = sendMany(alice, 20);
        await().untilAsserted(() -> assertThat(bob.texts()).hasSize(21));

        alice.acknowledgeAll();
        bob.send(aliceNumber, "small");

        await().untilAsserted(() -> assertThat(alice.receipts("d")).hasSize(21).containsAll(others));
        await().untilAsserted(() -> assertThat(alice.texts()).containsExactly("small"));
        alice.disconnect();
        alice.maximumPacketSize(1000).connect();
        await().untilAsserted(() -> assertThat(alice.texts()).containsExactly("small", "x".repeat(100)));
    }

    @Test
    void keepsMessagesForAPhoneThatHasNeverConnected() throws Exception {
        String credential = database.register(bobNumber);
        List<MessageId> ids = sendMany(connected(aliceNumber), 30);

        TestPhone bob = phone(bobNumber, credential);
        bob.connect();

        await().untilAsserted(() -> assertThat(bob.texts()).isEqualTo(texts(0, 30)));
        assertThat(ids).hasSize(30);
    }

    @Test
    void keepsMessagesAndReceiptsOverARestartOfTheBroker() throws Exception {
        String aliceCredential = database.register(aliceNumber);
        String bobCredential = database.register(bobNumber);
        TestPhone alice = phone(aliceNumber, aliceCredential);
        TestPhone bob = phone(bobNumber, bobCredential);
        alice.connect();
        bob.connect();
        bob.disconnect();
        List<MessageId> ids = sendMany(alice, 250);
        alice.disconnect();

        broker.stop();
        broker.start();
        bob.connect();

        await().untilAsserted(() -> assertThat(bob.texts()).isEqualTo(texts(0, 250)));
        broker.stop();
        broker.start();
        assertThat(alice.connect().isSessionPresent()).isFalse();
        // Its last acknowledgements may not have reached the broker before that stopped; then these messages come
        // again.
        bob.connect();
        await().untilAsserted(() -> assertThat(alice.receipts("d")).containsExactlyInAnyOrderElementsOf(ids));
        alice.send(bobNumber, "after");
        await().untilAsserted(() -> assertThat(bob.texts()).endsWith("after"));
        assertThat(bob.texts().stream().distinct()).hasSize(251);
    }

    @Test
    void goesOnAfterADisconnectWithWhatWasNotAcknowledgedAndNothingElse() throws Exception {
        String bobCredential = database.register(bobNumber);
        TestPhone alice = connected(aliceNumber);
        TestPhone bob = phone(bobNumber, bobCredential).neverAcknowledging();
        bob.connect();
        List<MessageId> ids = sendMany(alice, 10);
        // The broker sends the next ones when the first is acknowledged.
        await().untilAsserted(() -> assertThat(bob.texts()).isNotEmpty());
        bob.disconnect();
        ids.addAll(sendMany(alice, 10, 20));

        TestPhone again = phone(bobNumber, bobCredential);
        assertThat(again.connect().isSessionPresent()).isTrue();

        await().untilAsserted(() -> assertThat(alice.receipts("d")).containsExactlyInAnyOrderElementsOf(ids));
        assertThat(again.texts()).isEqualTo(texts(0, 20));
    }

    @Test
    void aTakeOverGoesOnWithWhatWasNotAcknowledgedAndNothingElse() throws Exception {
        String bobCredential = database.register(bobNumber);
        TestPhone alice = connected(aliceNumber);
        TestPhone older = phone(bobNumber, bobCredential);
        older.connect();
        MessageId delivered = alice.send(bobNumber, "delivered");
        await().untilAsserted(() -> assertThat(alice.receipts("d")).containsExactly(delivered));
        older.neverAcknowledging();
        List<MessageId> ids = sendMany(alice, 150);
        await().untilAsserted(() -> assertThat(older.texts()).hasSizeGreaterThan(1));

        TestPhone newer = phone(bobNumber, bobCredential);
        assertThat(newer.connect().isSessionPresent()).isTrue();
        await().until(() -> !older.isConnected());

        await().untilAsserted(() -> assertThat(newer.texts()).isEqualTo(texts(0, 150)));
        ids.add(delivered);
        await().untilAsserted(() -> assertThat(alice.receipts("d")).containsExactlyInAnyOrderElementsOf(ids));
    }

    @Test
    void startsOverFromTheMailboxWhenThePhoneAsksForACleanStart() throws Exception {
        String bobCredential = database.register(bobNumber);
        TestPhone alice = connected(aliceNumber);
        TestPhone bob = phone(bobNumber, bobCredential).neverAcknowledging();
        bob.connect();
        List<MessageId> ids = sendMany(alice, 10);
        // The broker sends the next ones when the first is acknowledged.
        await().untilAsserted(() -> assertThat(bob.texts()).isNotEmpty());
        bob.disconnect();

        TestPhone again = phone(bobNumber, bobCredential);
        assertThat(again.connect(true).isSessionPresent()).isFalse();

        await().untilAsserted(() -> assertThat(again.texts()).isEqualTo(texts(0, 10)));
        await().untilAsserted(() -> assertThat(alice.receipts("d")).containsExactlyInAnyOrderElementsOf(ids));
    }

    @Test
    void startsOverFromTheMailboxWhenTheSessionHasExpired() throws Exception {
        String bobCredential = database.register(bobNumber);
        TestPhone alice = connected(aliceNumber);
        TestPhone bob = phone(bobNumber, bobCredential)
                .sessionExpiry(Duration.ofSeconds(1))
                .neverAcknowledging();
        bob.connect();
        List<MessageId> ids = sendMany(alice, 5);
        await().untilAsserted(() -> assertThat(bob.texts()).isNotEmpty());
        bob.disconnect();
        ids.addAll(sendMany(alice, 5, 10));
        await().pollDelay(Duration.ofMillis(2_100)).until(() -> true);

        TestPhone again = phone(bobNumber, bobCredential);
        assertThat(again.connect().isSessionPresent()).isFalse();

        await().untilAsserted(() -> assertThat(again.texts()).isEqualTo(texts(0, 10)));
        await().untilAsserted(() -> assertThat(alice.receipts("d")).containsExactlyInAnyOrderElementsOf(ids));
    }

    @Test
    void givesAMessageWithoutAnIdOneOfItsOwnAndNoReceipt() {
        TestPhone alice = connected(aliceNumber);
        TestPhone bob = connected(bobNumber);

        alice.publish("m/" + bobNumber.digits(), "no id".getBytes(StandardCharsets.UTF_8), null);
        MessageId withId = alice.send(bobNumber, "with id");

        await().untilAsserted(() -> assertThat(alice.receipts("d")).containsExactly(withId));
        assertThat(bob.texts()).containsExactly("no id", "with id");
        assertThat(bob.received().get(0).getCorrelationData().orElseThrow().remaining())
                .isEqualTo(MessageId.LENGTH);
    }

    @Test
    void keepsOnlyOneCopyOfAMessageThatIsSentAgain() {
        TestPhone alice = connected(aliceNumber);
        byte[] id = MessageId.of(UUID.randomUUID()).toBytes();
        PhoneNumber carol = number();
        TestPhone carolsPhone = phone(carol);

        for (int i = 0; i < 3; i++) {
            assertThat(alice.publish("m/" + carol.digits(), "once".getBytes(StandardCharsets.UTF_8), id)
                            .getReasonCode()
                            .isError())
                    .isFalse();
        }
        carolsPhone.connect();
        alice.send(carol, "last");

        await().untilAsserted(() -> assertThat(carolsPhone.texts()).containsExactly("once", "last"));
    }

    @Test
    void doesNotDeliverWhatHasExpired() {
        TestPhone alice = connected(aliceNumber);
        TestPhone bob = phone(bobNumber);

        alice.client()
                .publish(Mqtt5Publish.builder()
                        .topic("m/" + bobNumber.digits())
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .payload("short-lived".getBytes(StandardCharsets.UTF_8))
                        .messageExpiryInterval(1)
                        .build())
                .join();
        alice.send(bobNumber, "lasting");
        await().pollDelay(Duration.ofMillis(1_100)).until(() -> true);
        bob.connect();

        await().untilAsserted(() -> assertThat(bob.texts()).containsExactly("lasting"));
    }

    @Test
    void onePhoneThatNeverAcknowledgesHoldsNobodyUp() {
        TestPhone alice = connected(aliceNumber);
        TestPhone bob = phone(bobNumber).neverAcknowledging();
        bob.connect();
        PhoneNumber carolNumber = number();
        TestPhone carol = connected(carolNumber);

        sendMany(alice, 300);
        MessageId toCarol = alice.send(carolNumber, "hello");

        await().untilAsserted(() -> assertThat(alice.receipts("d")).containsExactly(toCarol));
        assertThat(carol.texts()).containsExactly("hello");
        assertThat(bob.texts().size()).isLessThanOrEqualTo(Forwarder.WINDOW);
        bob.acknowledgeAll();
        await().untilAsserted(() -> assertThat(bob.texts()).isEqualTo(texts(0, 300)));
    }

    @Test
    void tellsTheSendersToWaitWhenAMailboxIsFullAndGoesOnOnceThereIsRoom() throws Exception {
        String bobCredential = database.register(bobNumber);
        TestPhone alice = connected(aliceNumber);
        sendMany(alice, limits().messages());
        byte[] id = MessageId.of(UUID.randomUUID()).toBytes();
        byte[] text = "one more".getBytes(StandardCharsets.UTF_8);

        Mqtt5PubAck refused = alice.publish("m/" + bobNumber.digits(), text, id);

        assertThat(refused.getReasonCode()).isEqualTo(Mqtt5PubAckReasonCode.QUOTA_EXCEEDED);
        assertThat(refused.getReasonString()).isPresent();
        TestPhone bob = phone(bobNumber, bobCredential);
        bob.connect();
        await().untilAsserted(() -> assertThat(bob.texts()).hasSize(limits().messages()));
        await().untilAsserted(() -> assertThat(
                        alice.publish("m/" + bobNumber.digits(), text, id).getReasonCode())
                .isEqualTo(Mqtt5PubAckReasonCode.SUCCESS));
        await().untilAsserted(() -> assertThat(bob.texts()).endsWith("one more"));
    }

    private List<MessageId> sendMany(TestPhone sender, int count) {
        return sendMany(sender, 0, count);
    }

    private List<MessageId> sendMany(TestPhone sender, int from, int to) {
        List<MessageId> ids = new ArrayList<>();
        texts(from, to).forEach(text -> ids.add(sender.send(bobNumber, text)));
        return ids;
    }

    private static List<String> texts(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "message " + i).toList();
    }
}
