package dev.doubletick.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAck;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;
import dev.doubletick.broker.fixture.BrokerTest;
import dev.doubletick.broker.fixture.TestPhone;
import org.junit.jupiter.api.Test;

class SubscribeIT extends BrokerTest {

    @Test
    void needsNoSubscription() {
        TestPhone phone = connected(bobNumber);

        connected(number()).send(bobNumber, "hello");

        await().untilAsserted(() -> assertThat(phone.texts()).containsExactly("hello"));
    }

    @Test
    void refusesAWildcardOverOtherPeoplesTopicsAndStaysConnected() {
        TestPhone phone = connected(bobNumber);

        Mqtt5SubAck suback = phone.subscribe("m/+/+", MqttQos.AT_LEAST_ONCE);

        assertThat(suback.getReasonCodes()).containsExactly(Mqtt5SubAckReasonCode.NOT_AUTHORIZED);
        assertThat(suback.getReasonString()).isPresent();
        assertThat(phone.isConnected()).isTrue();
    }

    @Test
    void grantsOnesOwnTopicsAndStillDeliversOnceWithQos1() {
        TestPhone phone = connected(bobNumber);

        Mqtt5SubAck suback = phone.subscribe("m/" + bobNumber.digits() + "/+", MqttQos.AT_MOST_ONCE);
        assertThat(suback.getReasonCodes()).containsExactly(Mqtt5SubAckReasonCode.GRANTED_QOS_0);
        TestPhone sender = connected(number());
        sender.send(bobNumber, "one");
        sender.send(bobNumber, "two");

        await().untilAsserted(() -> assertThat(phone.texts()).containsExactly("one", "two"));
        assertThat(phone.received()).allSatisfy(p -> assertThat(p.getQos()).isEqualTo(MqttQos.AT_LEAST_ONCE));
    }

    @Test
    void keepsWhatTheBrokerSubscribedAPhoneToWhenThePhoneUnsubscribesFromIt() {
        TestPhone phone = connected(bobNumber);
        phone.client()
                .unsubscribeWith()
                .topicFilter(SubscriptionPolicy.serverSideFilter(bobNumber))
                .send()
                .join();

        TestPhone sender = connected(number());
        // Nobody would repeat this one.
        sender.publish("c/" + bobNumber.digits(), new byte[] {1}, null);
        sender.send(bobNumber, "hello");

        await().untilAsserted(() -> assertThat(phone.texts()).containsExactly("hello"));
        assertThat(phone.received().get(0).getTopic().toString()).startsWith("c/");
    }
}
