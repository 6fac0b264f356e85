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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A device whose operator gave it a list writes to the numbers on it and to nobody else. */
class AllowedRecipientsIT extends BrokerTest {

    private static final byte[] TEXT = "hello".getBytes(StandardCharsets.UTF_8);
    /**
     * Milliseconds as a rule, and a second is promised; {@code PrivacyIT} measures that, by the median of many. Here one change is
     * waited for, on a machine that may be busy with something else.
     */
    private static final Duration EFFECTIVE_WITHIN = Duration.ofSeconds(10);

    private final PhoneNumber carolNumber = number();
    private TestPhone device;
    private TestPhone bob;

    @BeforeEach
    void connect() {
        device = phone(aliceNumber);
        bob = connected(bobNumber);
    }

    private Mqtt5PubAck writeTo(PhoneNumber to) {
        return device.publish("m/" + to.digits(), TEXT, null);
    }

    private static void assertRefused(Mqtt5PubAck ack) {
        assertThat(ack.getReasonCode()).isEqualTo(Mqtt5PubAckReasonCode.NOT_AUTHORIZED);
        assertThat(String.valueOf(ack.getReasonString().orElseThrow())).contains("not on the list");
    }

    @Test
    void writesToTheNumbersOnItsListAndToNobodyElse() throws Exception {
        database.allow(aliceNumber, bobNumber);
        TestPhone carol = connected(carolNumber);
        device.connect();

        assertRefused(writeTo(carolNumber));
        assertThat(device.isConnected()).isTrue();
        device.send(bobNumber, "hello");

        await().untilAsserted(() -> assertThat(bob.texts()).containsExactly("hello"));
        assertThat(carol.received()).isEmpty();
    }

    @Test
    void aNumberThatNobodyHasIsRefusedForTheSameReason() throws Exception {
        database.allow(aliceNumber, bobNumber);
        device.connect();

        assertRefused(writeTo(number()));
    }

    @Test
    void theListHoldsForReceiptsAndChatStatesToo() throws Exception {
        database.allow(aliceNumber, carolNumber);
        connected(carolNumber);
        device.connect();

        assertRefused(device.publish(
                "s/" + bobNumber.digits(), MessageId.of(new UUID(1, 2)).toBytes(), null));
        chatStateTo(bobNumber);

        database.allow(aliceNumber, bobNumber);
        await().atMost(EFFECTIVE_WITHIN)
                .until(() -> writeTo(bobNumber).getReasonCode() == Mqtt5PubAckReasonCode.SUCCESS);
        chatStateTo(bobNumber);
        await().untilAsserted(() -> assertThat(chatStatesOf(bob)).isEqualTo(1));
    }

    private void chatStateTo(PhoneNumber to) {
        device.client()
                .publish(Mqtt5Publish.builder()
                        .topic("c/" + to.digits())
                        .qos(MqttQos.AT_MOST_ONCE)
                        .payload(new byte[] {1})
                        .build())
                .join();
    }

    private static long chatStatesOf(TestPhone phone) {
        return phone.received().stream()
                .filter(publish -> publish.getTopic().toString().startsWith("c/"))
                .count();
    }

    @Test
    void anEmptyListIsNobodyButItself() throws Exception {
        database.allow(aliceNumber);
        device.connect();

        assertRefused(writeTo(bobNumber));
        // The mark with which a phone learns that its mailbox is empty.
        MessageId mark = MessageId.of(new UUID(3, 4));
        assertThat(device.publish("s/" + aliceNumber.digits(), mark.toBytes(), null)
                        .getReasonCode())
                .isEqualTo(Mqtt5PubAckReasonCode.SUCCESS);
        await().untilAsserted(() -> assertThat(device.receipts("s")).containsExactly(mark));
    }

    @Test
    void aChangeReachesAConnectedDevice() throws Exception {
        device.connect();
        device.send(bobNumber, "before");

        database.allow(aliceNumber, carolNumber);
        await().atMost(EFFECTIVE_WITHIN)
                .until(() -> writeTo(bobNumber).getReasonCode() == Mqtt5PubAckReasonCode.NOT_AUTHORIZED);

        database.allow(aliceNumber, carolNumber, bobNumber);
        await().atMost(EFFECTIVE_WITHIN)
                .until(() -> writeTo(bobNumber).getReasonCode() == Mqtt5PubAckReasonCode.SUCCESS);

        database.allow(aliceNumber);
        await().atMost(EFFECTIVE_WITHIN)
                .until(() -> writeTo(bobNumber).getReasonCode() == Mqtt5PubAckReasonCode.NOT_AUTHORIZED);

        database.allowAnybody(aliceNumber);
        await().atMost(EFFECTIVE_WITHIN)
                .until(() -> writeTo(bobNumber).getReasonCode() == Mqtt5PubAckReasonCode.SUCCESS);
        assertThat(device.isConnected()).as("the credential has not changed").isTrue();
    }

    @Test
    void noMessageAsksTheDatabase() throws Exception {
        database.allow(aliceNumber, bobNumber);
        device.connect();
        device.send(bobNumber, "first");

        database.goAway();
        try {
            device.send(bobNumber, "second");
            assertRefused(writeTo(carolNumber));
        } finally {
            database.comeBack();
        }
        await().untilAsserted(() -> assertThat(bob.texts()).containsExactly("first", "second"));
    }
}
