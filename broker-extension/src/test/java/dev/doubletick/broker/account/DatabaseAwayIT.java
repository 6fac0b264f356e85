package dev.doubletick.broker.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import dev.doubletick.broker.fixture.BrokerTest;
import dev.doubletick.broker.fixture.TestPhone;
import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DatabaseAwayIT extends BrokerTest {

    private static final byte[] TEXT = "hello".getBytes(StandardCharsets.UTF_8);

    @AfterEach
    void databaseIsBack() throws Exception {
        database.comeBack();
    }

    @Test
    void phonesThatAreConnectedGoOnTalking() throws Exception {
        TestPhone alice = connected(aliceNumber);
        TestPhone bob = connected(bobNumber);

        database.goAway();
        MessageId id = alice.send(bobNumber, "hello");

        await().untilAsserted(() -> assertThat(bob.texts()).containsExactly("hello"));
        await().untilAsserted(() -> assertThat(alice.receipts("d")).containsExactly(id));
    }

    @Test
    void whatNeedsTheDatabaseSaysTryAgainAndWorksOnceItIsBack() throws Exception {
        TestPhone alice = connected(aliceNumber);
        String bobCredential = database.register(bobNumber);
        TestPhone bob = phone(bobNumber, bobCredential);
        PhoneNumber stranger = number();

        database.goAway();

        assertThat(alice.publish("m/" + stranger.digits(), TEXT, null).getReasonCode())
                .isEqualTo(Mqtt5PubAckReasonCode.UNSPECIFIED_ERROR);
        assertThatThrownBy(bob::connect).cause().isInstanceOfSatisfying(Mqtt5ConnAckException.class, e -> assertThat(
                        e.getMqttMessage().getReasonCode())
                .isEqualTo(Mqtt5ConnAckReasonCode.SERVER_UNAVAILABLE));
        assertThat(alice.isConnected()).isTrue();

        database.comeBack();
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                        alice.publish("m/" + stranger.digits(), TEXT, null).getReasonCode())
                .isEqualTo(Mqtt5PubAckReasonCode.NO_MATCHING_SUBSCRIBERS));
        assertThat(bob.connect().getReasonCode()).isEqualTo(Mqtt5ConnAckReasonCode.SUCCESS);
    }
}
