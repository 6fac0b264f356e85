package dev.doubletick.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import dev.doubletick.broker.fixture.BrokerProcess;
import dev.doubletick.broker.fixture.RawPhone;
import dev.doubletick.broker.fixture.TestDatabase;
import dev.doubletick.broker.fixture.TestPhone;
import dev.doubletick.broker.mailbox.MailboxLimits;
import dev.doubletick.protocol.PhoneNumber;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the broker prints with the logging settings that are deployed, whatever phones do. */
class LogsIT {

    private static final PhoneNumber ALICE = PhoneNumber.ofDigits("4915112345678");
    private static final PhoneNumber BOB = PhoneNumber.ofDigits("4917698765432");
    private static final PhoneNumber NOBODY = PhoneNumber.ofDigits("4915299999999");
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    private static BrokerProcess broker(Path folder, TestDatabase database, String level) throws Exception {
        return BrokerProcess.withExtension(
                folder,
                new BrokerConfig(database.config(), folder.resolve("mailbox"), MailboxLimits.DEFAULT),
                List.of("-Dlogback.configurationFile=deployed/logback.xml", "-DDOUBLETICK_LOG_LEVEL=" + level));
    }

    @ParameterizedTest
    @ValueSource(strings = {"INFO", "TRACE"})
    void noFullNumberIsPrinted(String level, @TempDir Path folder) throws Exception {
        try (TestDatabase database = new TestDatabase();
                BrokerProcess broker = broker(folder, database, level)) {
            String alices = database.register(ALICE);
            String bobs = database.register(BOB);
            talk(broker, alices, bobs);
            chase(broker, alices);
            misbehave(broker, alices, bobs);

            await().untilAsserted(() -> assertThat(broker.printed())
                    .contains(
                            "refused …999: the credential is not, or no longer, valid",
                            "…678 has taken over from itself",
                            "Doubletick is up"));
            assertThat(broker.printed())
                    .doesNotContain(ALICE.digits(), BOB.digits(), NOBODY.digits())
                    .doesNotContain("dropped");
        }
    }

    /** Of every kind that there is, also what cannot be passed on. */
    private static void talk(BrokerProcess broker, String alices, String bobs) {
        try (TestPhone alice = new TestPhone(ALICE, alices, broker.mqttPort());
                TestPhone bob = new TestPhone(BOB, bobs, broker.mqttPort())) {
            alice.connect();
            bob.connect();
            alice.send(BOB, "hello");
            await().untilAsserted(() -> assertThat(bob.texts()).contains("hello"));
            for (int i = 0; i < 50; i++) {
                alice.publish("c/" + BOB.digits(), new byte[] {1}, null);
            }
            assertThat(alice.publish("m/" + NOBODY.digits(), HELLO, null).getReasonCode())
                    .isEqualTo(Mqtt5PubAckReasonCode.NO_MATCHING_SUBSCRIBERS);
            assertThat(alice.publish("x/" + BOB.digits(), HELLO, null).getReasonCode())
                    .isEqualTo(Mqtt5PubAckReasonCode.NOT_AUTHORIZED);
            bob.disconnect();
            alice.publish("c/" + BOB.digits(), new byte[] {1}, null);
        }
    }

    /** Two devices with one credential, and one with a wrong one, many times. */
    private static void chase(BrokerProcess broker, String alices) {
        for (int i = 0; i < 8; i++) {
            TestPhone one = new TestPhone(ALICE, alices, broker.mqttPort());
            TestPhone other = new TestPhone(ALICE, alices, broker.mqttPort());
            try (one;
                    other) {
                one.connect();
                other.connect();
                await().until(() -> !one.isConnected());
            }
            try (TestPhone stranger = new TestPhone(NOBODY, "wrong", broker.mqttPort())) {
                assertThatThrownBy(stranger::connect).isNotNull();
            }
        }
    }

    /** Malformed packets, a phone that falls silent, and one that does not take what it is sent. */
    private static void misbehave(BrokerProcess broker, String alices, String bobs) throws Exception {
        try (RawPhone bob = RawPhone.connect(BOB, bobs, broker.mqttPort(), 1)) {
            bob.send(new byte[] {(byte) 0xf8, 0x7f, 1, 2, 3, 4});
            await().until(() -> bob.read().isEmpty());
        }
        try (RawPhone bob = RawPhone.connect(BOB, bobs, broker.mqttPort(), 1);
                TestPhone alice = new TestPhone(ALICE, alices, broker.mqttPort())) {
            alice.connect();
            alice.send(BOB, "to one that is silent");
            for (int i = 0; i < 200; i++) {
                alice.publish("c/" + BOB.digits(), new byte[] {1}, null);
            }
            await().until(() -> bob.read().isEmpty());
        }
    }
}
