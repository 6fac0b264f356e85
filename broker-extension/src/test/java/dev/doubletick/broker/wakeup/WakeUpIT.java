package dev.doubletick.broker.wakeup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;
import com.hivemq.extension.sdk.api.ExtensionMain;
import dev.doubletick.broker.BrokerConfig;
import dev.doubletick.broker.DoubletickExtension;
import dev.doubletick.broker.WakeUpConfig;
import dev.doubletick.broker.fixture.BrokerTest;
import dev.doubletick.broker.fixture.TestPhone;
import dev.doubletick.broker.fixture.TestPushService;
import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.WakeUp;
import dev.doubletick.protocol.WakeUpCounts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WakeUpIT extends BrokerTest {

    private static final Duration GRACE = Duration.ofMillis(300);
    private static final Duration SILENCE = Duration.ofSeconds(1);
    private static final WakeUpPolicy IMPATIENT =
            new WakeUpPolicy(GRACE, SILENCE, List.of(Duration.ofSeconds(3), Duration.ofSeconds(5)), GRACE, 1000);

    private final List<TestPushService> services = new ArrayList<>();

    @Override
    protected ExtensionMain extension(BrokerConfig config) {
        return new DoubletickExtension(new BrokerConfig(
                config.database(),
                config.mailboxFolder(),
                config.mailboxLimits(),
                Optional.of(WakeUpConfig.of(TestPushService.CREDENTIAL, IMPATIENT))));
    }

    @AfterEach
    void closeServices() {
        services.forEach(TestPushService::close);
        services.clear();
    }

    private TestPushService service(String instance) {
        return added(TestPushService.start(instance, broker.mqttPort()));
    }

    private TestPushService added(TestPushService service) {
        services.add(service);
        return service;
    }

    /** Registered, and not connected. */
    private PhoneNumber away() {
        phone(bobNumber);
        return bobNumber;
    }

    private static void awaitOne(TestPushService service, PhoneNumber phone) {
        await().untilAsserted(() -> assertThat(service.wakeUps(phone)).hasSize(1));
    }

    @Test
    void twentyMessagesForAPhoneThatIsAwayAreOneWakeUp() {
        TestPushService service = service("one");
        PhoneNumber bob = away();
        TestPhone alice = connected(aliceNumber);
        Instant before = Instant.now();
        for (int n = 0; n < 20; n++) {
            alice.send(bob, "message " + n);
        }

        awaitOne(service, bob);
        await().during(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(service.wakeUps(bob)).hasSize(1));
        WakeUp wakeUp = service.wakeUps(bob).get(0);
        assertThat(wakeUp.reminder()).isZero();
        assertThat(wakeUp.since()).isBetween(before.minusMillis(1), Instant.now());
        assertThat(service.received()).allSatisfy(publish -> {
            assertThat(publish.getQos()).isEqualTo(MqttQos.AT_LEAST_ONCE);
            assertThat(publish.getUserProperties().asList()).isEmpty();
        });
    }

    @Test
    void remindsAndStopsWhenThePhoneHasFetchedItsMail() {
        TestPushService service = service("reminded");
        TestPhone bob = phone(bobNumber);
        PhoneNumber carol = number();
        phone(carol);
        TestPhone alice = connected(aliceNumber);
        alice.send(bobNumber, "hello");
        alice.send(carol, "hello");
        await().untilAsserted(() -> assertThat(service.wakeUps(bobNumber))
                .extracting(WakeUp::reminder)
                .containsExactly(0, 1));

        fetchAndGo(bob, "hello");

        // Hers shows that his would have come by now.
        await().untilAsserted(() ->
                assertThat(service.wakeUps(carol)).extracting(WakeUp::reminder).containsExactly(0, 1, 2));
        await().during(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(service.wakeUps(bobNumber)).hasSize(2));
    }

    @Test
    void aConnectedPhoneThatAcknowledgesIsNotWoken() {
        TestPushService service = service("connected");
        TestPhone alice = connected(aliceNumber);
        TestPhone bob = connected(bobNumber);
        MessageId id = alice.send(bobNumber, "hello");
        await().untilAsserted(() -> assertThat(alice.receipts("d")).containsExactly(id));

        await().during(SILENCE.plusSeconds(2))
                .untilAsserted(() -> assertThat(service.wakeUps(bobNumber)).isEmpty());
        assertThat(bob.texts()).containsExactly("hello");
    }

    @Test
    void aConnectedPhoneThatAcknowledgesNothingIsWokenOnce() {
        TestPushService service = service("silent-phone");
        TestPhone bob = phone(bobNumber).neverAcknowledging();
        bob.connect();
        connected(aliceNumber).send(bobNumber, "hello");

        awaitOne(service, bobNumber);
        await().during(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(service.wakeUps(bobNumber)).hasSize(1));
    }

    @Test
    void aPhoneThatIsWokenAndGoesAgainIsWokenForTheNextMessage() throws Exception {
        TestPushService service = service("again");
        String credential = database.register(bobNumber);
        TestPhone alice = connected(aliceNumber);
        alice.send(bobNumber, "first");
        awaitOne(service, bobNumber);
        TestPhone bob = phone(bobNumber, credential);
        fetchAndGo(bob, "first");
        // It is not the going that wakes it.
        await().during(GRACE.plusSeconds(1))
                .untilAsserted(() -> assertThat(service.wakeUps(bobNumber)).hasSize(1));

        alice.send(bobNumber, "second");

        await().untilAsserted(() -> assertThat(service.wakeUps(bobNumber)).hasSize(2));
        await().during(GRACE.plusSeconds(1))
                .untilAsserted(() -> assertThat(service.wakeUps(bobNumber)).hasSize(2));
        assertThat(service.wakeUps(bobNumber)).extracting(WakeUp::reminder).containsOnly(0);
    }

    @Test
    void aPhoneThatIsWokenAndFetchesEverythingAndGoesAtOnceIsNotWokenAgain() {
        TestPushService service = service("at-once");
        TestPhone alice = connected(aliceNumber);
        TestPhone bob = phone(bobNumber);
        alice.send(bobNumber, "hello");
        awaitOne(service, bobNumber);

        bob.connect();
        await().pollInterval(Duration.ofMillis(2))
                .untilAsserted(() -> assertThat(bob.texts()).containsExactly("hello"));
        bob.disconnect();

        await().during(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(service.wakeUps(bobNumber)).hasSize(1));
    }

    private void fetchAndGo(TestPhone phone, String... texts) {
        phone.connect();
        await().untilAsserted(() -> assertThat(phone.texts()).containsExactly(texts));
        phone.disconnect();
    }

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
        assertThat(service.wakeUps(bobNumber)).extracting(WakeUp::reminder).containsOnly(0);
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
    void aPhoneThatCameByItselfWhileNoServiceWasThereIsNotPushedAfterwards() {
        PhoneNumber carol = number();
        phone(carol);
        TestPhone alice = connected(aliceNumber);
        TestPhone bob = phone(bobNumber);
        alice.send(bobNumber, "hello");
        alice.send(carol, "hello");
        // Both are decided.
        await().during(Duration.ofSeconds(1)).until(() -> true);
        fetchAndGo(bob, "hello");

        TestPushService service = service("came-late");

        awaitOne(service, carol);
        await().during(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(service.wakeUps(bobNumber)).isEmpty());
    }

    @Test
    void aConnectionThatTakesOverFromOneOfTheSameNameGetsWhatThatLeaves() {
        TestPushService before = service("same-name").neverAcknowledging();
        List<PhoneNumber> phones = wakeMany(connected(aliceNumber));
        await().untilAsserted(() -> assertThat(before.received()).isNotEmpty());

        TestPushService after = service("same-name");

        await().untilAsserted(() -> assertThat(phones)
                .allSatisfy(phone -> assertThat(after.wakeUps(phone)).hasSize(1)));
    }

    @Test
    void receiptsChatStatesAndSilentMessagesWakeNobody() {
        TestPushService service = service("nothing");
        PhoneNumber bob = away();
        TestPhone alice = connected(aliceNumber);
        byte[] id = MessageId.of(UUID.randomUUID()).toBytes();
        alice.publish("s/" + bob.digits(), id, id);
        alice.publish("c/" + bob.digits(), new byte[] {1}, null);
        alice.publish(Mqtt5Publish.builder()
                .topic("m/" + bob.digits())
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload("psst".getBytes(StandardCharsets.UTF_8))
                .userProperties()
                .add("silent", "1")
                .applyUserProperties()
                .build());

        await().during(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(service.wakeUps(bob)).isEmpty());
    }

    @Test
    void whatNobodyTakesWaitsOverARestartAndIsNotDecidedTwice() {
        PhoneNumber bob = away();
        connected(aliceNumber).send(bob, "hello");
        // Decided, and no longer so young that it would be decided again to be on the safe side.
        await().during(SILENCE.plusSeconds(2)).until(() -> true);
        broker.stop();
        broker.start();

        TestPushService service = service("late");
        awaitOne(service, bob);
        await().during(Duration.ofMillis(1500)).untilAsserted(() -> assertThat(service.wakeUps(bob))
                .filteredOn(wakeUp -> wakeUp.reminder() == 0)
                .hasSize(1));
    }

    @Test
    void aPhoneWhoseMessageCameJustBeforeARestartIsNotForgotten() {
        PhoneNumber bob = away();
        connected(aliceNumber).send(bob, "just before");
        broker.stop();
        broker.start();

        awaitOne(service("afterwards"), bob);
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

    @Test
    void phonesCanNeitherSubscribeToWakeUpsNorPublishThem() {
        TestPhone alice = connected(aliceNumber);

        assertThat(alice.subscribe(WakeUp.SHARED_FILTER, MqttQos.AT_LEAST_ONCE).getReasonCodes())
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
        for (String filter : List.of("#", "m/+/+", WakeUp.FILTER)) {
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
}
