package dev.doubletick.broker.wakeup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;
import dev.doubletick.broker.fixture.TestPhone;
import dev.doubletick.broker.fixture.TestPushService;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.server.WakeUpCounts;
import dev.doubletick.protocol.server.WakeUpNotice;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Who gets a wake-up that was decided, and who may. */
class WakeUpDispatchIT extends WakeUpFixture {

    @Test
    void aPhoneThatIsWokenAnewWhileItsFirstPushIsUnderWayIsPushedOnceMore() {
        TestPushService service = service("slow").neverAcknowledging(bobNumber);
        TestPhone alice = connected(aliceNumber);
        TestPhone bob = phone(bobNumber);
        alice.send(bobNumber, "first");
        awaitOne(service, bobNumber);
        fetchAndGo(bob, "first");
        alice.send(bobNumber, "second");
        alice.send(bobNumber, "third");
        // It is decided, and waits behind the first.
        await().during(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(service.wakeUps(bobNumber)).hasSize(1));

        service.acknowledgeAll();

        await().untilAsserted(() -> assertThat(service.wakeUps(bobNumber)).hasSize(2));
        await().during(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(service.wakeUps(bobNumber)).hasSize(2));
        assertThat(service.wakeUps(bobNumber))
                .extracting(WakeUpNotice::reminder)
                .containsOnly(0);
    }

    @Test
    void whatASlowServiceLeavesIsOnePushEvenIfThePhoneWasWokenAnew() {
        TestPushService slow = service("leaves").neverAcknowledging(bobNumber);
        TestPhone alice = connected(aliceNumber);
        TestPhone bob = phone(bobNumber);
        alice.send(bobNumber, "first");
        awaitOne(slow, bobNumber);
        fetchAndGo(bob, "first");
        alice.send(bobNumber, "second");
        await().during(Duration.ofSeconds(1)).until(() -> true);
        TestPushService other = service("takes-over");

        slow.close();

        awaitOne(other, bobNumber);
        await().during(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(other.wakeUps(bobNumber)).hasSize(1));
    }

    @Test
    void aConnectionThatTakesOverFromOneOfTheSameNameGetsWhatThatLeaves() {
        TestPushService before = service("same-name").neverAcknowledging();
        List<PhoneNumber> phones = wakeMany(connected(aliceNumber));
        await().untilAsserted(() -> assertThat(before.received()).isNotEmpty());

        TestPushService after = service("same-name");

        // On a busy machine reminders have come meanwhile, and more of them come.
        await().untilAsserted(() -> assertThat(phones)
                .allSatisfy(phone -> assertThat(after.wakeUps(phone)).isNotEmpty()));
    }

    @Test
    void severalConnectionsShareAndEachWakeUpGoesToOne() {
        TestPushService first = service("first");
        TestPushService second = service("second");
        List<PhoneNumber> phones = wakeMany(connected(aliceNumber));

        await().untilAsserted(() -> assertThat(phones).allSatisfy(phone -> assertThat(
                        first.wakeUps(phone).size() + second.wakeUps(phone).size())
                .isEqualTo(1)));
        assertThat(first.received()).isNotEmpty();
        assertThat(second.received()).isNotEmpty();
    }

    @Test
    void anotherConnectionTakesOverWhatOneLeavesUnacknowledged() {
        TestPushService first = service("leaving").neverAcknowledging();
        List<PhoneNumber> phones = wakeMany(connected(aliceNumber));
        await().until(() -> !first.received().isEmpty());

        TestPushService second = service("staying");
        first.close();

        await().untilAsserted(() -> assertThat(phones)
                .allSatisfy(phone -> assertThat(second.wakeUps(phone)).isNotEmpty()));
    }

    @Test
    void aServiceNeedsItsCredentialAndACleanSession() {
        assertRefused("x/push/stranger", "x/push", "not the credential of the push service", 0);
        assertRefused("x/other/one", "x/other", TestPushService.CREDENTIAL, 0);
        assertRefused("x/push", "x/push", TestPushService.CREDENTIAL, 0);
        assertRefused("x/push/one", "x/other", TestPushService.CREDENTIAL, 0);
        assertRefused("x/push/one", "x/push", TestPushService.CREDENTIAL, 60);
    }

    @Test
    void phonesCanNeitherSubscribeToWakeUpsNorPublishThem() {
        TestPhone alice = connected(aliceNumber);

        assertThat(alice.subscribe(WakeUpNotice.SHARED_FILTER, MqttQos.AT_LEAST_ONCE)
                        .getReasonCodes())
                .containsExactly(Mqtt5SubAckReasonCode.NOT_AUTHORIZED);
        assertThat(alice.subscribe("x/#", MqttQos.AT_LEAST_ONCE).getReasonCodes())
                .containsExactly(Mqtt5SubAckReasonCode.NOT_AUTHORIZED);
        assertThat(alice.subscribe(WakeUpCounts.FILTER, MqttQos.AT_MOST_ONCE).getReasonCodes())
                .containsExactly(Mqtt5SubAckReasonCode.NOT_AUTHORIZED);
        assertThat(alice.publish("x/wake/" + aliceNumber.digits(), new byte[18], null)
                        .getReasonCode())
                .isEqualTo(Mqtt5PubAckReasonCode.NOT_AUTHORIZED);
        assertThat(alice.isConnected()).isTrue();
    }

    @Test
    void theServiceMaySubscribeToWakeUpsAndTheirCountsOnlyAndPublishNothing() {
        TestPushService service = added(TestPushService.connect("modest", broker.mqttPort()));

        assertThat(service.subscribe(WakeUpCounts.FILTER).getReasonCodes())
                .containsExactly(Mqtt5SubAckReasonCode.GRANTED_QOS_1);
        for (String filter : List.of("#", "m/+/+", WakeUpNotice.FILTER)) {
            assertThatThrownBy(() -> service.subscribe(filter)).hasCauseInstanceOf(Mqtt5SubAckException.class);
        }
        assertThatThrownBy(() -> service.client()
                        .publishWith()
                        .topic("m/" + aliceNumber.digits())
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .send()
                        .join())
                .hasCauseInstanceOf(Mqtt5PubAckException.class);
    }

    private void assertRefused(String clientId, String user, String password, long sessionExpiry) {
        assertThatThrownBy(() -> Mqtt5Client.builder()
                        .identifier(clientId)
                        .serverHost("127.0.0.1")
                        .serverPort(broker.mqttPort())
                        .simpleAuth()
                        .username(user)
                        .password(password.getBytes(StandardCharsets.UTF_8))
                        .applySimpleAuth()
                        .buildAsync()
                        .connectWith()
                        .cleanStart(true)
                        .sessionExpiryInterval(sessionExpiry)
                        .send()
                        .join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(Mqtt5ConnAckException.class);
    }

    private void fetchAndGo(TestPhone phone, String... texts) {
        phone.connect();
        await().untilAsserted(() -> assertThat(phone.texts()).containsExactly(texts));
        phone.disconnect();
    }

    private List<PhoneNumber> wakeMany(TestPhone alice) {
        List<PhoneNumber> phones = new ArrayList<>();
        for (int n = 0; n < 20; n++) {
            PhoneNumber phone = number();
            phone(phone);
            phones.add(phone);
            alice.send(phone, "hello");
        }
        return phones;
    }
}
