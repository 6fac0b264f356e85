package dev.doubletick.broker.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.suback.Mqtt3SubAckReturnCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAck;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;
import com.hivemq.extension.sdk.api.ExtensionMain;
import dev.doubletick.broker.BrokerConfig;
import dev.doubletick.broker.ImpatientExtension;
import dev.doubletick.broker.fixture.BrokerTest;
import dev.doubletick.broker.fixture.TestPhone;
import dev.doubletick.protocol.Limits;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Presence;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PresenceIT extends BrokerTest {

    private static final PresenceTimes TIMES = new PresenceTimes(Duration.ofSeconds(1), Duration.ofMillis(500));

    @Override
    protected ExtensionMain extension(BrokerConfig config) {
        return new ImpatientExtension(config, TIMES);
    }

    @AfterEach
    void databaseIsBack() throws Exception {
        database.comeBack();
    }

    @Test
    void tellsThePresentStateAtOnceAndThenChangesAndWritesLastSeen() throws Exception {
        TestPhone alice = connected(aliceNumber);
        TestPhone bob = phone(bobNumber);
        assertThat(watch(alice, bobNumber).getReasonCodes()).containsExactly(Mqtt5SubAckReasonCode.GRANTED_QOS_0);
        await().untilAsserted(() -> assertThat(alice.presences(bobNumber)).containsExactly(Presence.unknown()));

        bob.connect();
        await().untilAsserted(() ->
                assertThat(alice.presences(bobNumber)).containsExactly(Presence.unknown(), Presence.online()));

        Instant before = Instant.now();
        bob.disconnect();
        await().untilAsserted(() -> assertThat(alice.presences(bobNumber)).hasSize(3));
        assertThat(alice.presences(bobNumber).get(2).lastSeen())
                .hasValueSatisfying(at -> assertThat(at).isBetween(before.minusSeconds(1), before.plusSeconds(3)));
        await().untilAsserted(() -> assertThat(database.lastSeen(bobNumber))
                .hasValueSatisfying(at -> assertThat(at).isBetween(before.minusSeconds(1), before.plusSeconds(3))));

        TestPhone carol = connected(number());
        watch(carol, bobNumber);
        await().untilAsserted(() -> assertThat(carol.presences(bobNumber))
                .containsExactly(alice.presences(bobNumber).get(2)));
        assertThat(alice.received()).allSatisfy(p -> {
            assertThat(p.getQos()).isEqualTo(MqttQos.AT_MOST_ONCE);
            assertThat(p.isRetain()).isFalse();
        });
    }

    @Test
    void tellsWhatPostgresKnowsOfAPhoneThatIsAway() throws Exception {
        phone(bobNumber);
        Instant at = Instant.parse("2026-03-01T12:00:00Z");
        database.lastSeen(bobNumber, at);
        TestPhone alice = connected(aliceNumber);

        watch(alice, bobNumber);

        await().untilAsserted(() -> assertThat(alice.presences(bobNumber)).containsExactly(Presence.lastSeen(at)));
    }

    @Test
    void aNumbersNextOwnerBeginsWithoutAPast() throws Exception {
        TestPhone alice = connected(aliceNumber);
        TestPhone bob = connected(bobNumber);
        watch(alice, bobNumber);
        await().untilAsserted(() -> assertThat(alice.presences(bobNumber)).containsExactly(Presence.online()));

        database.delete(bobNumber);
        await().until(() -> !bob.isConnected() && !database.isDeletionPending(bobNumber));
        database.register(bobNumber);
        // Alice goes on watching, so what the broker knew of the first owner has not gone with the last watch.
        TestPhone carol = connected(number());
        watch(carol, bobNumber);

        await().untilAsserted(() -> assertThat(carol.presences(bobNumber)).containsExactly(Presence.unknown()));
        await().during(Duration.ofSeconds(3)).untilAsserted(() -> {
            assertThat(database.lastSeen(bobNumber)).isEmpty();
            assertThat(carol.presences(bobNumber)).containsExactly(Presence.unknown());
            assertThat(alice.presences(bobNumber))
                    .allSatisfy(seen -> assertThat(seen.lastSeen()).isEmpty());
        });
    }

    @Test
    void aNumberThatIsNotRegisteredLooksLikeOneThatWasNeverSeen() {
        PhoneNumber stranger = number();
        phone(bobNumber);
        TestPhone alice = connected(aliceNumber);

        Mqtt5SubAck unregistered = watch(alice, stranger);
        Mqtt5SubAck neverSeen = watch(alice, bobNumber);

        assertThat(unregistered.getReasonCodes()).isEqualTo(neverSeen.getReasonCodes());
        await().untilAsserted(() -> assertThat(alice.presences(stranger)).containsExactly(Presence.unknown()));
        await().untilAsserted(() -> assertThat(alice.presences(bobNumber)).containsExactly(Presence.unknown()));
    }

    @Test
    void reachesNobodyWhoDoesNotWatch() {
        TestPhone alice = connected(aliceNumber);
        TestPhone carol = connected(number());
        TestPhone bob = phone(bobNumber);
        watch(alice, bobNumber);
        bob.connect();
        await().untilAsserted(() -> assertThat(alice.presences(bobNumber)).contains(Presence.online()));

        // What is sent after it arrives after it, so by now it would be there.
        alice.send(bobNumber, "to bob");
        PhoneNumber carolNumber = PhoneNumber.ofDigits(
                carol.client().getConfig().getClientIdentifier().orElseThrow().toString());
        alice.send(carolNumber, "to carol");
        await().untilAsserted(() -> assertThat(bob.texts()).hasSize(1));
        await().untilAsserted(() -> assertThat(carol.texts()).hasSize(1));
        assertThat(bob.presences(bobNumber)).isEmpty();
        assertThat(carol.presences(bobNumber)).isEmpty();
    }

    @Test
    void refusesToTellOfMoreThanOneNumberAtATime() {
        TestPhone alice = connected(aliceNumber);

        for (String filter : List.of("p/+", "p/#", "+/" + bobNumber.digits(), "p/" + bobNumber.digits() + "/#")) {
            assertThat(alice.subscribe(filter, MqttQos.AT_MOST_ONCE).getReasonCodes())
                    .containsExactly(Mqtt5SubAckReasonCode.NOT_AUTHORIZED);
        }
        assertThat(alice.isConnected()).isTrue();
    }

    @Test
    void refusesToBePublished() {
        TestPhone alice = connected(aliceNumber);

        for (PhoneNumber who : List.of(aliceNumber, bobNumber)) {
            assertThat(alice.publish("p/" + who.digits(), Presence.online().toBytes(), null)
                            .getReasonCode())
                    .isEqualTo(Mqtt5PubAckReasonCode.NOT_AUTHORIZED);
        }
        assertThat(alice.isConnected()).isTrue();
    }

    @Test
    void isNotToldAnyMoreAfterUnsubscribing() {
        TestPhone alice = connected(aliceNumber);
        TestPhone bob = phone(bobNumber);
        TestPhone carol = connected(number());
        watch(carol, bobNumber);
        watch(alice, bobNumber);
        await().untilAsserted(() -> assertThat(alice.presences(bobNumber)).hasSize(1));
        unwatch(alice, bobNumber);

        bob.connect();
        await().untilAsserted(() -> assertThat(carol.presences(bobNumber)).contains(Presence.online()));
        watch(alice, bobNumber);

        await().untilAsserted(() ->
                assertThat(alice.presences(bobNumber)).containsExactly(Presence.unknown(), Presence.online()));
    }

    @Test
    void aWatchRestsWhileItsPhoneIsAwayAndGoesOnWithTheSession() {
        TestPhone alice = connected(aliceNumber);
        watch(alice, bobNumber);
        await().untilAsserted(() -> assertThat(alice.presences(bobNumber)).containsExactly(Presence.unknown()));
        alice.disconnect();
        connected(bobNumber);

        assertThat(alice.connect().isSessionPresent()).isTrue();

        await().untilAsserted(() ->
                assertThat(alice.presences(bobNumber)).containsExactly(Presence.unknown(), Presence.online()));
    }

    @Test
    void aWatchEndsWithTheSession() {
        TestPhone alice = connected(aliceNumber);
        watch(alice, bobNumber);
        await().untilAsserted(() -> assertThat(alice.presences(bobNumber)).hasSize(1));
        alice.disconnect();
        alice.connect(true);
        TestPhone carol = connected(number());
        watch(carol, bobNumber);

        connected(bobNumber);

        await().untilAsserted(() -> assertThat(carol.presences(bobNumber)).contains(Presence.online()));
        assertThat(alice.presences(bobNumber)).containsExactly(Presence.unknown());
    }

    @Test
    void refusesToWatchMoreNumbersThanTheLimitAndSaysSo() {
        TestPhone alice = connected(aliceNumber);
        for (int i = 0; i < Limits.MAX_WATCHED; i++) {
            assertThat(watch(alice, PhoneNumber.ofDigits(Integer.toString(2_000_000 + i)))
                            .getReasonCodes())
                    .containsExactly(Mqtt5SubAckReasonCode.GRANTED_QOS_0);
        }

        Mqtt5SubAck refused = watch(alice, bobNumber);
        assertThat(refused.getReasonCodes()).containsExactly(Mqtt5SubAckReasonCode.QUOTA_EXCEEDED);
        assertThat(refused.getReasonString().map(Object::toString).orElse("")).contains("unsubscribe");
        assertThat(alice.isConnected()).isTrue();

        unwatch(alice, PhoneNumber.ofDigits("2000000"));
        assertThat(watch(alice, bobNumber).getReasonCodes()).containsExactly(Mqtt5SubAckReasonCode.GRANTED_QOS_0);
    }

    @Test
    void tellsAnMqtt3PhoneTheSame() throws Exception {
        connected(bobNumber);
        List<Mqtt3Publish> received = new CopyOnWriteArrayList<>();
        Mqtt3AsyncClient alice = Mqtt3Client.builder()
                .identifier(aliceNumber.digits())
                .serverHost("127.0.0.1")
                .serverPort(broker.mqttPort())
                .simpleAuth()
                .username(aliceNumber.digits())
                .password(database.register(aliceNumber).getBytes(StandardCharsets.US_ASCII))
                .applySimpleAuth()
                .buildAsync();
        alice.connect().join();
        try {
            assertThat(alice.subscribeWith()
                            .topicFilter("p/" + bobNumber.digits())
                            .qos(MqttQos.AT_MOST_ONCE)
                            .callback(received::add)
                            .send()
                            .join()
                            .getReturnCodes())
                    .containsExactly(Mqtt3SubAckReturnCode.SUCCESS_MAXIMUM_QOS_0);

            await().untilAsserted(() -> assertThat(received)
                    .extracting(publish ->
                            Presence.ofBytes(publish.getPayloadAsBytes()).orElseThrow())
                    .containsExactly(Presence.online()));
            assertThat(alice.subscribeWith()
                            .topicFilter("p/+")
                            .send()
                            .handle((suback, failure) -> failure)
                            .join())
                    .isNotNull();
            assertThat(alice.getState().isConnected()).isTrue();
        } finally {
            alice.disconnect().exceptionally(failure -> null).join();
        }
    }

    @Test
    void goesOnWithoutPostgresAndLooksUpWhatWasMissingWhenItIsBack() throws Exception {
        Instant at = Instant.parse("2026-03-01T12:00:00Z");
        PhoneNumber carol = number();
        phone(carol);
        database.lastSeen(carol, at);
        TestPhone alice = connected(aliceNumber);
        TestPhone bob = connected(bobNumber);

        database.goAway();
        watch(alice, bobNumber);
        watch(alice, carol);
        await().untilAsserted(() -> assertThat(alice.presences(bobNumber)).containsExactly(Presence.online()));
        await().untilAsserted(() -> assertThat(alice.presences(carol)).containsExactly(Presence.unknown()));
        bob.disconnect();
        await().untilAsserted(() -> assertThat(alice.presences(bobNumber)).hasSize(2));
        database.comeBack();

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(alice.presences(carol))
                .containsExactly(Presence.unknown(), Presence.lastSeen(at)));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(database.lastSeen(bobNumber)).isPresent());
    }

    @Test
    void aBrokerThatStopsWritesTheLastSeenOfAllWhoAreConnected() throws Exception {
        connected(bobNumber);
        broker.stop();
        try {
            assertThat(database.lastSeen(bobNumber)).isPresent();
        } finally {
            broker.start();
        }
    }

    private static Mqtt5SubAck watch(TestPhone watcher, PhoneNumber who) {
        return watcher.subscribe("p/" + who.digits(), MqttQos.AT_MOST_ONCE);
    }

    private static void unwatch(TestPhone watcher, PhoneNumber who) {
        watcher.client()
                .unsubscribeWith()
                .topicFilter("p/" + who.digits())
                .send()
                .join();
    }
}
