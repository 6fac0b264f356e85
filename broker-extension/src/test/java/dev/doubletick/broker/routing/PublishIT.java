package dev.doubletick.broker.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAck;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import dev.doubletick.broker.fixture.BrokerTest;
import dev.doubletick.broker.fixture.TestPhone;
import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublishIT extends BrokerTest {

    private static final byte[] TEXT = "hello".getBytes(StandardCharsets.UTF_8);

    private TestPhone alice;
    private TestPhone bob;

    @BeforeEach
    void connect() {
        alice = connected(aliceNumber);
        bob = connected(bobNumber);
    }

    @ParameterizedTest
    @ValueSource(strings = {"m/%b/%a", "m/%b/%b", "d/%b", "d/%a", "a/%b", "p/%a", "x/wake/%b", "m", "chat", "s/%b/%a"})
    void refusesTopicsThatAreNotForClients(String topic) {
        Mqtt5PubAck ack =
                alice.publish(topic.replace("%a", aliceNumber.digits()).replace("%b", bobNumber.digits()), TEXT, null);

        assertRefused(ack, Mqtt5PubAckReasonCode.NOT_AUTHORIZED, "m/{to}");
    }

    @Test
    void tellsThatTheRecipientIsNotRegistered() {
        Mqtt5PubAck ack = alice.publish("m/" + number().digits(), TEXT, null);

        assertRefused(ack, Mqtt5PubAckReasonCode.NO_MATCHING_SUBSCRIBERS, "not registered");
    }

    @Test
    void refusesAPayloadOfMoreThan64KiB() {
        byte[] payload = new byte[64 * 1024 + 1];

        assertRefused(
                alice.publish("m/" + bobNumber.digits(), payload, null),
                Mqtt5PubAckReasonCode.PAYLOAD_FORMAT_INVALID,
                "64 KiB");
    }

    @Test
    void deliversAPayloadOfExactly64KiB() {
        byte[] payload = new byte[64 * 1024];

        Mqtt5PubAck ack = alice.publish("m/" + bobNumber.digits(), payload, null);

        assertThat(ack.getReasonCode()).isEqualTo(Mqtt5PubAckReasonCode.SUCCESS);
        await().untilAsserted(() -> assertThat(bob.received())
                .singleElement()
                .satisfies(publish -> assertThat(publish.getPayloadAsBytes()).hasSize(64 * 1024)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 15, 17})
    void refusesCorrelationDataThatIsNotAMessageId(int length) {
        assertRefused(
                alice.publish("m/" + bobNumber.digits(), TEXT, new byte[length]),
                Mqtt5PubAckReasonCode.PAYLOAD_FORMAT_INVALID,
                "16 bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 15, 17})
    void refusesAMalformedSeenReceipt(int length) {
        assertRefused(
                alice.publish("s/" + bobNumber.digits(), new byte[length], null),
                Mqtt5PubAckReasonCode.PAYLOAD_FORMAT_INVALID,
                "message ids");
    }

    @Test
    void refusesAMalformedChatState() {
        assertRefused(
                alice.publish("c/" + bobNumber.digits(), new byte[] {3}, null),
                Mqtt5PubAckReasonCode.PAYLOAD_FORMAT_INVALID,
                "chat state");
    }

    @Test
    void refusesARetainedMessage() {
        Mqtt5PubAck ack = alice.publish(Mqtt5Publish.builder()
                .topic("m/" + bobNumber.digits())
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(TEXT)
                .retain(true)
                .build());

        assertRefused(ack, Mqtt5PubAckReasonCode.NOT_AUTHORIZED, "retained");
    }

    @Test
    void refusesAnEndlessContentType() {
        Mqtt5PubAck ack = alice.publish(Mqtt5Publish.builder()
                .topic("m/" + bobNumber.digits())
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(TEXT)
                .contentType("x".repeat(65))
                .build());

        assertRefused(ack, Mqtt5PubAckReasonCode.PAYLOAD_FORMAT_INVALID, "content type");
    }

    @Test
    void passesAChatStateToAPhoneThatIsConnected() {
        alice.client()
                .publish(Mqtt5Publish.builder()
                        .topic("c/" + bobNumber.digits())
                        .qos(MqttQos.AT_MOST_ONCE)
                        .payload(new byte[] {1})
                        .build())
                .join();

        await().untilAsserted(() -> assertThat(bob.received()).singleElement().satisfies(publish -> {
            assertThat(publish.getTopic()).hasToString("c/" + bobNumber.digits() + "/" + aliceNumber.digits());
            assertThat(publish.getPayloadAsBytes()).containsExactly(1);
        }));
    }

    @Test
    void carriesASeenReceipt() {
        MessageId id = MessageId.of(new UUID(1, 2));

        alice.publish("s/" + bobNumber.digits(), id.toBytes(), null);

        await().untilAsserted(() -> assertThat(bob.receipts("s")).containsExactly(id));
        assertThat(bob.received().get(0).getTopic())
                .hasToString("s/" + bobNumber.digits() + "/" + aliceNumber.digits());
    }

    @Test
    void closesAnMqtt3ConnectionInsteadOfAcknowledgingWhatItRefuses() throws Exception {
        PhoneNumber number = number();
        Mqtt3BlockingClient old = Mqtt3Client.builder()
                .identifier(number.digits())
                .serverHost("127.0.0.1")
                .serverPort(broker.mqttPort())
                .simpleAuth()
                .username(number.digits())
                .password(database.register(number).getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth()
                .buildBlocking();
        old.connectWith().cleanSession(false).send();

        old.publishWith()
                .topic("m/" + bobNumber.digits())
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(TEXT)
                .send();
        await().untilAsserted(() -> assertThat(bob.texts()).containsExactly("hello"));

        var publishing = old.toAsync()
                .publishWith()
                .topic("d/" + bobNumber.digits())
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(TEXT)
                .send();
        await().until(() -> !old.getState().isConnected());
        assertThat(publishing).isNotDone();
    }

    private void assertRefused(Mqtt5PubAck ack, Mqtt5PubAckReasonCode code, String words) {
        assertThat(ack.getReasonCode()).isEqualTo(code);
        assertThat(String.valueOf(ack.getReasonString().orElseThrow())).contains(words);
        // The connection stays up, the server goes on, and nothing of it has reached anybody.
        alice.send(bobNumber, "after");
        await().untilAsserted(() -> assertThat(bob.texts()).containsExactly("after"));
        assertThat(bob.received()).hasSize(1);
    }
}
