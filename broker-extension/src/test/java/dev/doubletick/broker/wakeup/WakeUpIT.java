package dev.doubletick.broker.wakeup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.doubletick.broker.fixture.TestPhone;
import dev.doubletick.broker.fixture.TestPushService;
import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.server.WakeUpNotice;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Which phones are woken. */
class WakeUpIT extends WakeUpFixture {

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
        WakeUpNotice wakeUp = service.wakeUps(bob).get(0);
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
                .extracting(WakeUpNotice::reminder)
                .containsExactly(0, 1));

        fetchAndGo(bob, "hello");

        // Hers shows that his would have come by now.
        await().untilAsserted(() -> assertThat(service.wakeUps(carol))
                .extracting(WakeUpNotice::reminder)
                .containsExactly(0, 1, 2));
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
        assertThat(service.wakeUps(bobNumber))
                .extracting(WakeUpNotice::reminder)
                .containsOnly(0);
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

    private void fetchAndGo(TestPhone phone, String... texts) {
        phone.connect();
        await().untilAsserted(() -> assertThat(phone.texts()).containsExactly(texts));
        phone.disconnect();
    }
}
