package dev.doubletick.broker.forwarding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAck;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import dev.doubletick.broker.fixture.BrokerTest;
import dev.doubletick.broker.fixture.RawPhone;
import dev.doubletick.broker.fixture.TestPhone;
import dev.doubletick.broker.mailbox.MailboxLimits;
import dev.doubletick.protocol.MessageId;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

class MisbehavingPhoneIT extends BrokerTest {

    private static final int UNSPECIFIED_ERROR = 0x80;
    private static final int NO_KEEP_ALIVE = 0;
    /** Of receipts that each phone may leave waiting: some 90. */
    private static final int RECEIPT_BYTES = 5000;

    @Override
    protected MailboxLimits limits() {
        return new MailboxLimits(MailboxLimits.DEFAULT.messages(), MailboxLimits.DEFAULT.bytes(), RECEIPT_BYTES);
    }

    @Test
    void aPhoneThatNeverAcknowledgesItsReceiptsMaySendAgainOnceItDoes() {
        TestPhone alice = phone(aliceNumber).neverAcknowledging();
        alice.connect();
        TestPhone bob = connected(bobNumber);
        Mqtt5PubAck answer = publish(alice);
        for (int n = 0; answer.getReasonCode() == Mqtt5PubAckReasonCode.SUCCESS; n++) {
            assertThat(n).isLessThan(RECEIPT_BYTES);
            answer = publish(alice);
        }
        assertThat(answer.getReasonCode()).isEqualTo(Mqtt5PubAckReasonCode.QUOTA_EXCEEDED);
        assertThat(answer.getReasonString())
                .hasValueSatisfying(words -> assertThat(words.toString()).contains("acknowledge the receipts"));
        bob.send(aliceNumber, "others may send, also to her");

        alice.acknowledgeAll();

        await().untilAsserted(
                        () -> assertThat(publish(alice).getReasonCode()).isEqualTo(Mqtt5PubAckReasonCode.SUCCESS));
    }

    private Mqtt5PubAck publish(TestPhone from) {
        byte[] id = MessageId.of(UUID.randomUUID()).toBytes();
        return from.publish("m/" + bobNumber.digits(), "hello".getBytes(StandardCharsets.UTF_8), id);
    }

    @Test
    void anErrorCodeIsNotADeliveryAndTheMessageComesAgain() throws Exception {
        TestPhone alice = connected(aliceNumber);
        try (RawPhone bob =
                RawPhone.connect(bobNumber, database.register(bobNumber), broker.mqttPort(), NO_KEEP_ALIVE)) {
            MessageId id = alice.send(bobNumber, "hello");
            bob.acknowledge(bob.receive(), UNSPECIFIED_ERROR);

            MqttPublishMessage again = bob.receive();
            assertThat(again.payload().toString(StandardCharsets.UTF_8)).isEqualTo("hello");
            assertThat(alice.receipts("d")).isEmpty();
            bob.acknowledge(again, 0);
            await().untilAsserted(() -> assertThat(alice.receipts("d")).containsExactly(id));
        }
    }

    @Test
    void aRefusedMessageComesAgainEverLater() throws Exception {
        TestPhone alice = connected(aliceNumber);
        try (RawPhone bob =
                RawPhone.connect(bobNumber, database.register(bobNumber), broker.mqttPort(), NO_KEEP_ALIVE)) {
            alice.send(bobNumber, "refused");
            MqttPublishMessage received = bob.receive();
            for (Duration delay : List.of(Duration.ofSeconds(1), Duration.ofSeconds(2))) {
                // Before it refuses: afterwards the broker's time may be running already.
                long refusedAt = System.nanoTime();
                bob.acknowledge(received, UNSPECIFIED_ERROR);
                received = bob.receive();
                assertThat(Duration.ofNanos(System.nanoTime() - refusedAt)).isGreaterThanOrEqualTo(delay);
            }
        }
    }

    /** Takes 15 seconds of waiting, so it is not part of the default build. */
    @Test
    @EnabledIfSystemProperty(named = "doubletick.seeds", matches = "[0-9]{2,}")
    void aMessageThatIsRefusedAgainAndAgainRestsUntilTheNextConnection() throws Exception {
        String credential = database.register(bobNumber);
        TestPhone alice = connected(aliceNumber);
        MessageId refused;
        try (RawPhone bob = RawPhone.connect(bobNumber, credential, broker.mqttPort(), NO_KEEP_ALIVE)) {
            refused = alice.send(bobNumber, "refused");
            for (int n = 0; n < 5; n++) {
                bob.acknowledge(bob.receive(), UNSPECIFIED_ERROR);
            }
            await().pollDelay(Duration.ofSeconds(20))
                    .atMost(Duration.ofSeconds(40))
                    .until(() -> true);
            alice.send(bobNumber, "next");
            MqttPublishMessage next = bob.receive();
            assertThat(next.payload().toString(StandardCharsets.UTF_8)).isEqualTo("next");
            bob.acknowledge(next, 0);
            await().untilAsserted(
                            () -> assertThat(alice.receipts("d")).hasSize(1).doesNotContain(refused));
        }

        TestPhone bob = phone(bobNumber, credential);
        bob.connect();

        await().untilAsserted(() -> assertThat(bob.texts()).containsExactly("refused"));
        await().untilAsserted(() -> assertThat(alice.receipts("d")).contains(refused));
    }

    @Test
    void aPhoneThatRefusesOneMessageStillGetsTheNext() throws Exception {
        TestPhone alice = connected(aliceNumber);
        try (RawPhone bob =
                RawPhone.connect(bobNumber, database.register(bobNumber), broker.mqttPort(), NO_KEEP_ALIVE)) {
            alice.send(bobNumber, "refused");
            bob.acknowledge(bob.receive(), UNSPECIFIED_ERROR);
            MessageId second = alice.send(bobNumber, "taken");

            MqttPublishMessage next = bob.receive();
            while (!next.payload().toString(StandardCharsets.UTF_8).equals("taken")) {
                bob.acknowledge(next, UNSPECIFIED_ERROR);
                next = bob.receive();
            }
            bob.acknowledge(next, 0);
            await().untilAsserted(() -> assertThat(alice.receipts("d")).containsExactly(second));
        }
    }

    @Test
    void whatARefusingPhoneDidNotTakeIsThereAtTheNextConnection() throws Exception {
        String credential = database.register(bobNumber);
        TestPhone alice = connected(aliceNumber);
        MessageId id;
        try (RawPhone bob = RawPhone.connect(bobNumber, credential, broker.mqttPort(), NO_KEEP_ALIVE)) {
            id = alice.send(bobNumber, "hello");
            bob.acknowledge(bob.receive(), UNSPECIFIED_ERROR);
            bob.acknowledge(bob.receive(), UNSPECIFIED_ERROR);
        }

        TestPhone bob = phone(bobNumber, credential);
        bob.connect();

        await().untilAsserted(() -> assertThat(bob.texts()).containsExactly("hello"));
        await().untilAsserted(() -> assertThat(alice.receipts("d")).containsExactly(id));
    }

    @Test
    void aHalfOpenConnectionLosesNothing() throws Exception {
        String credential = database.register(bobNumber);
        TestPhone alice = connected(aliceNumber);
        // It never reads, never pings, and never says goodbye.
        try (RawPhone silent = RawPhone.connect(bobNumber, credential, broker.mqttPort(), 1)) {
            alice.send(bobNumber, "one");
            alice.send(bobNumber, "two");
            assertThat(silent.receive()).isNotNull();

            TestPhone bob = phone(bobNumber, credential);
            await().pollDelay(Duration.ofSeconds(2)).until(() -> true); // longer than its keep-alive allows
            assertThat(bob.connect().isSessionPresent()).isTrue();

            await().untilAsserted(() -> assertThat(bob.texts()).containsExactly("one", "two"));
            await().untilAsserted(() -> assertThat(alice.receipts("d")).hasSize(2));
        }
    }

    @Test
    void garbageEndsOneConnectionOnly() throws Exception {
        TestPhone alice = connected(aliceNumber);
        TestPhone bob = connected(bobNumber);
        Random random = new Random(42);
        for (int i = 0; i < 20; i++) {
            byte[] garbage = new byte[1 + random.nextInt(2_000)];
            random.nextBytes(garbage);
            var number = number();
            try (RawPhone raw = RawPhone.connect(number, database.register(number), broker.mqttPort(), NO_KEEP_ALIVE)) {
                raw.send(garbage);
            }
        }

        alice.send(bobNumber, "still here");

        await().untilAsserted(() -> assertThat(bob.texts()).containsExactly("still here"));
    }
}
