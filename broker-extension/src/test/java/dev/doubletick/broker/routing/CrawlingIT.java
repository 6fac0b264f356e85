package dev.doubletick.broker.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;
import dev.doubletick.broker.fixture.BrokerTest;
import dev.doubletick.broker.fixture.TestPhone;
import dev.doubletick.protocol.Limits;
import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Nobody finds out who is registered by going through the numbers. */
class CrawlingIT extends BrokerTest {

    private static PhoneNumber unregistered(int n) {
        return PhoneNumber.ofDigits(Long.toString(99_000_000_000L + n));
    }

    private static Mqtt5PubAckReasonCode write(TestPhone from, PhoneNumber to) {
        return from.publish("m/" + to.digits(), "hello".getBytes(StandardCharsets.UTF_8), null)
                .getReasonCode();
    }

    @Test
    void whoTriesNumbersOneByOneWritesToNobodyForTheRestOfTheDay() throws Exception {
        database.register(bobNumber);
        TestPhone crawler = connected(aliceNumber);
        for (int n = 0; n < PrivacyRules.MAX_UNREGISTERED; n++) {
            assertThat(write(crawler, unregistered(n))).isEqualTo(Mqtt5PubAckReasonCode.NO_MATCHING_SUBSCRIBERS);
        }

        assertThat(write(crawler, unregistered(9_999))).isEqualTo(Mqtt5PubAckReasonCode.QUOTA_EXCEEDED);
        assertThat(write(crawler, bobNumber)).isEqualTo(Mqtt5PubAckReasonCode.QUOTA_EXCEEDED);
        assertThat(write(connected(number()), bobNumber)).isEqualTo(Mqtt5PubAckReasonCode.SUCCESS);
    }

    @Test
    void aNumberThatIsTriedAgainAndAgainCountsOnce() throws Exception {
        database.register(bobNumber);
        TestPhone device = connected(aliceNumber);

        for (int n = 0; n < 2 * PrivacyRules.MAX_UNREGISTERED; n++) {
            assertThat(write(device, unregistered(0))).isEqualTo(Mqtt5PubAckReasonCode.NO_MATCHING_SUBSCRIBERS);
        }

        assertThat(write(device, bobNumber)).isEqualTo(Mqtt5PubAckReasonCode.SUCCESS);
    }

    @Test
    void receiptsAndChatStatesDoNotTellWhoIsRegistered() throws Exception {
        database.register(bobNumber);
        TestPhone crawler = connected(aliceNumber);
        byte[] id = MessageId.of(UUID.randomUUID()).toBytes();

        for (PhoneNumber to : new PhoneNumber[] {bobNumber, unregistered(1)}) {
            assertThat(crawler.publish("s/" + to.digits(), id, null).getReasonCode())
                    .isEqualTo(Mqtt5PubAckReasonCode.SUCCESS);
            assertThat(crawler.publish("c/" + to.digits(), new byte[] {1}, null).getReasonCode())
                    .isEqualTo(Mqtt5PubAckReasonCode.SUCCESS);
        }
    }

    @Test
    void presenceOfAThousandNumbersADay() {
        TestPhone crawler = connected(aliceNumber);
        for (int n = 0; n < Limits.MAX_WATCHED_IN_A_DAY; n++) {
            assertThat(watch(crawler, unregistered(n))).isEqualTo(Mqtt5SubAckReasonCode.GRANTED_QOS_0);
            crawler.client()
                    .unsubscribeWith()
                    .topicFilter("p/" + unregistered(n).digits())
                    .send()
                    .join();
        }

        assertThat(watch(crawler, unregistered(9_999))).isEqualTo(Mqtt5SubAckReasonCode.QUOTA_EXCEEDED);
        assertThat(watch(crawler, unregistered(0))).isEqualTo(Mqtt5SubAckReasonCode.GRANTED_QOS_0);
    }

    private static Mqtt5SubAckReasonCode watch(TestPhone phone, PhoneNumber who) {
        return phone.subscribe("p/" + who.digits(), MqttQos.AT_MOST_ONCE)
                .getReasonCodes()
                .get(0);
    }
}
