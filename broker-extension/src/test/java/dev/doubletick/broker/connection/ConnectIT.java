package dev.doubletick.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5ConnectBuilder;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import dev.doubletick.broker.fixture.BrokerTest;
import dev.doubletick.broker.fixture.TestPhone;
import dev.doubletick.protocol.AccountEvent;
import dev.doubletick.protocol.PhoneNumber;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

class ConnectIT extends BrokerTest {

    @Test
    void letsAPhoneInWithItsCredential() {
        Mqtt5ConnAck connack = phone(number()).connect();

        assertThat(connack.getReasonCode()).isEqualTo(Mqtt5ConnAckReasonCode.SUCCESS);
        assertThat(connack.getRestrictions().getReceiveMaximum()).isEqualTo(100);
        assertThat(connack.getRestrictions().getTopicAliasMaximum()).isZero();
    }

    @Test
    void refusesAWrongPassword() throws Exception {
        PhoneNumber number = number();
        database.register(number);

        assertRefused(number.digits(), number.digits(), "wrong", Mqtt5ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD);
    }

    @Test
    void refusesAnEmptyPassword() throws Exception {
        PhoneNumber number = number();
        database.register(number);

        assertRefused(number.digits(), number.digits(), "", Mqtt5ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD);
    }

    @Test
    void refusesAHugePassword() throws Exception {
        PhoneNumber number = number();
        database.register(number);

        assertRefused(
                number.digits(), number.digits(), "x".repeat(60_000), Mqtt5ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD);
    }

    @Test
    void refusesAClientIdOtherThanTheUserName() throws Exception {
        PhoneNumber number = number();
        String credential = database.register(number);

        assertRefused(number().digits(), number.digits(), credential, Mqtt5ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD);
    }

    @Test
    void refusesAClientIdThatIsNotAPhoneNumber() {
        assertRefused("alice", "alice", "secret", Mqtt5ConnAckReasonCode.CLIENT_IDENTIFIER_NOT_VALID);
    }

    @Test
    void refusesSomebodyElsesCredential() throws Exception {
        PhoneNumber number = number();
        database.register(number);
        String other = database.register(number());

        assertRefused(number.digits(), number.digits(), other, Mqtt5ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD);
    }

    @Test
    void refusesAnUnregisteredNumber() {
        PhoneNumber number = number();

        assertRefused(number.digits(), number.digits(), "secret", Mqtt5ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD);
    }

    @Test
    void refusesAClientWithoutUserNameAndPassword() {
        assertThatThrownBy(() -> connect(number().digits(), connect -> connect))
                .hasCauseInstanceOf(Mqtt5ConnAckException.class);
    }

    @Test
    void refusesAWillMessageOnAForeignTopic() throws Exception {
        PhoneNumber number = number();
        PhoneNumber victim = number();
        String credential = database.register(number);
        TestPhone receiver = connected(victim);

        assertThatThrownBy(() -> connect(number.digits(), connect -> credentials(connect, number.digits(), credential)
                        .willPublish()
                        .topic("m/" + victim.digits())
                        .payload("boo".getBytes(StandardCharsets.UTF_8))
                        .applyWillPublish()))
                .cause()
                .isInstanceOfSatisfying(Mqtt5ConnAckException.class, e -> {
                    assertThat(e.getMqttMessage().getReasonCode()).isEqualTo(Mqtt5ConnAckReasonCode.NOT_AUTHORIZED);
                    assertThat(String.valueOf(
                                    e.getMqttMessage().getReasonString().orElseThrow()))
                            .contains("will");
                });
        TestPhone sender = connected(number());
        sender.send(victim, "after");
        await().untilAsserted(() -> assertThat(receiver.texts()).containsExactly("after"));
    }

    @Test
    void disconnectsTheOldDeviceWhenTheCredentialIsReplaced() throws Exception {
        PhoneNumber number = number();
        TestPhone old = connected(number);

        String replaced = database.register(number);

        await().atMost(Duration.ofSeconds(10)).until(() -> !old.isConnected());
        assertThat(old.disconnectedWith()).hasValueSatisfying(disconnect -> assertThat(disconnect.getReasonCode())
                .isEqualTo(Mqtt5DisconnectReasonCode.NOT_AUTHORIZED));
        assertThat(accountEvents(old, number)).containsExactly(AccountEvent.REPLACED);
        assertThatThrownBy(old::connect).hasCauseInstanceOf(Mqtt5ConnAckException.class);
        TestPhone newer = phone(number, replaced);
        assertThat(newer.connect().getReasonCode()).isEqualTo(Mqtt5ConnAckReasonCode.SUCCESS);
        connected(number()).send(number, "to the newer one");
        await().untilAsserted(() -> assertThat(newer.texts()).containsExactly("to the newer one"));
        assertThat(accountEvents(newer, number)).isEmpty();
    }

    /** Each is given ten seconds, on a machine that may be busy with something else; as a rule it is milliseconds. */
    @Test
    void disconnectsWithinASecondOfTheReplacementAsARule(TestReporter reporter) throws Exception {
        List<Duration> took = new ArrayList<>();
        for (int n = 0; n < 15; n++) {
            PhoneNumber number = number();
            TestPhone old = connected(number);
            database.register(number);
            long replaced = System.nanoTime();
            await().atMost(Duration.ofSeconds(10))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> !old.isConnected());
            took.add(Duration.ofNanos(System.nanoTime() - replaced));
        }
        took.sort(Comparator.naturalOrder());
        Duration median = took.get(took.size() / 2);
        reporter.publishEntry("credential replaced to phone disconnected, median ms", Long.toString(median.toMillis()));
        reporter.publishEntry(
                "credential replaced to phone disconnected, longest ms",
                Long.toString(took.get(took.size() - 1).toMillis()));
        assertThat(median).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void tellsADeviceThatItsCredentialIsRevoked() throws Exception {
        PhoneNumber number = number();
        TestPhone phone = connected(number);

        database.revoke(number);

        await().until(() -> !phone.isConnected());
        assertThat(accountEvents(phone, number)).containsExactly(AccountEvent.REVOKED);
        assertThat(phone.disconnectedWith()).hasValueSatisfying(disconnect -> assertThat(disconnect.getReasonString())
                .hasValueSatisfying(words -> assertThat(words.toString()).contains("revoked")));
    }

    @Test
    void aDeviceThatIsQuickerThanTheFarewellIsNotCutOff() throws Exception {
        PhoneNumber number = number();
        for (int n = 0; n < 5; n++) {
            TestPhone old = connected(number);
            String replaced = database.register(number);
            await().until(() -> !accountEvents(old, number).isEmpty());
            TestPhone newer = phone(number, replaced);
            newer.connect();

            await().until(() -> !old.isConnected());
            connected(number()).send(number, "still there");
            await().untilAsserted(() -> assertThat(newer.texts()).containsExactly("still there"));
            await().during(Duration.ofMillis(300)).until(newer::isConnected);
        }
    }

    private static List<AccountEvent> accountEvents(TestPhone phone, PhoneNumber number) {
        return phone.received().stream()
                .filter(publish -> publish.getTopic().toString().equals("a/" + number.digits()))
                .map(publish ->
                        AccountEvent.ofBytes(publish.getPayloadAsBytes()).orElseThrow())
                .toList();
    }

    @Test
    void disconnectsADeletedAccount() throws Exception {
        PhoneNumber number = number();
        TestPhone phone = connected(number);

        database.delete(number);

        await().until(() -> !phone.isConnected());
        assertThat(accountEvents(phone, number)).containsExactly(AccountEvent.DELETED);
        assertThatThrownBy(phone::connect).hasCauseInstanceOf(Mqtt5ConnAckException.class);
    }

    @Test
    void disconnectsTheOldDeviceAlsoIfTheDatabaseCouldNotBeAskedAtFirst() throws Exception {
        PhoneNumber number = number();
        TestPhone phone = connected(number);

        // Changes are heard all the time.
        database.breakLookUps();
        database.register(number);
        await().during(Duration.ofMillis(500)).until(phone::isConnected);
        database.mendLookUps();

        await().atMost(Duration.ofSeconds(20)).until(() -> !phone.isConnected());
    }

    @Test
    void catchesUpOnChangesMissedWhileTheDatabaseWasAway() throws Exception {
        PhoneNumber number = number();
        TestPhone phone = connected(number);

        database.cutConnections();
        database.register(number);

        await().atMost(Duration.ofSeconds(30)).until(() -> !phone.isConnected());
    }

    @Test
    void handsTheConnectionOverToTheNewerOne() {
        PhoneNumber number = number();
        TestPhone first = phone(number);
        first.connect();
        TestPhone second = phone(number);
        await().until(() -> !first.isConnected()); // the credential was replaced

        second.connect();
        assertThat(second.isConnected()).isTrue();
    }

    @Test
    void aTakeOverTellsTheOldConnection() throws Exception {
        PhoneNumber number = number();
        String credential = database.register(number);
        TestPhone first = phone(number, credential);
        TestPhone second = phone(number, credential);

        first.connect();
        assertThat(second.connect().isSessionPresent()).isTrue();

        await().until(() -> !first.isConnected());
        assertThat(first.disconnectedWith()).hasValueSatisfying(disconnect -> assertThat(disconnect.getReasonCode())
                .isEqualTo(Mqtt5DisconnectReasonCode.SESSION_TAKEN_OVER));
        TestPhone sender = connected(number());
        sender.send(number, "to the newer one");
        await().untilAsserted(() -> assertThat(second.texts()).containsExactly("to the newer one"));
    }

    private void assertRefused(String clientId, String user, String password, Mqtt5ConnAckReasonCode reason) {
        assertThatThrownBy(() -> connect(clientId, connect -> credentials(connect, user, password)))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(Mqtt5ConnAckException.class, e -> {
                    assertThat(e.getMqttMessage().getReasonCode()).isEqualTo(reason);
                    assertThat(e.getMqttMessage().getReasonString()).isPresent();
                });
        // The server goes on.
        assertThat(phone(number()).connect().getReasonCode()).isEqualTo(Mqtt5ConnAckReasonCode.SUCCESS);
    }

    private static Mqtt5ConnectBuilder credentials(Mqtt5ConnectBuilder connect, String user, String password) {
        return connect.simpleAuth()
                .username(user)
                .password(password.getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth();
    }

    private void connect(String clientId, UnaryOperator<Mqtt5ConnectBuilder> options) {
        Mqtt5Client.builder()
                .identifier(clientId)
                .serverHost("127.0.0.1")
                .serverPort(broker.mqttPort())
                .buildAsync()
                .connect(options.apply(Mqtt5Connect.builder()).build())
                .join();
    }
}
