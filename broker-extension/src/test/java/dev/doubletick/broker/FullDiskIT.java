package dev.doubletick.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAck;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import dev.doubletick.broker.account.AccountDatabase;
import dev.doubletick.broker.fixture.SmallDisk;
import dev.doubletick.broker.fixture.TestBroker;
import dev.doubletick.broker.fixture.TestDatabase;
import dev.doubletick.broker.fixture.TestPhone;
import dev.doubletick.broker.mailbox.MailboxLimits;
import dev.doubletick.broker.mailbox.rocksdb.RocksMailbox;
import dev.doubletick.broker.mailbox.rocksdb.RocksMailboxConfig;
import dev.doubletick.broker.presence.PresenceTimes;
import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What phones see while the mailbox's disk is nearly full: a small file system in memory. Needs the right to mount one, and is
 * skipped without.
 */
class FullDiskIT {

    private static final long RESERVE_BYTES = 12 << 20;
    private static final PhoneNumber ALICE = PhoneNumber.ofDigits("4915400000001");
    private static final PhoneNumber BOB = PhoneNumber.ofDigits("4915400000002");

    @RegisterExtension
    final SmallDisk disk = new SmallDisk(40);

    /** Doubletick's extension with its mailbox on this disk. */
    private final class OnSmallDisk implements ExtensionMain, AutoCloseable {

        private final TestDatabase database;
        private final List<RunningExtension> running = new ArrayList<>();

        OnSmallDisk(TestDatabase database) {
            this.database = database;
        }

        @Override
        public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
            BrokerConfig config = new BrokerConfig(database.config(), disk.resolve("mailbox"), MailboxLimits.DEFAULT);
            RocksMailbox mailbox = RocksMailbox.open(
                    RocksMailboxConfig.builder(config.mailboxFolder())
                            .diskReserveBytes(RESERVE_BYTES)
                            .writeBufferBytes(1 << 20)
                            .build(),
                    Clock.systemUTC());
            running.add(RunningExtension.start(
                    config, PresenceTimes.DEFAULT, Clock.systemUTC(), new AccountDatabase(config.database()), mailbox));
        }

        @Override
        public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {
            close();
        }

        @Override
        public void close() {
            running.forEach(RunningExtension::close);
            running.clear();
        }

        List<String> reasons() {
            return running.get(0).readiness().get();
        }
    }

    private void eatSpace(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] block = new byte[64 << 10];
            while (Files.getFileStore(disk.path()).getUsableSpace() >= RESERVE_BYTES) {
                out.write(block);
            }
        }
    }

    private static Mqtt5PubAck send(TestPhone from, String text) {
        byte[] id = MessageId.of(UUID.randomUUID()).toBytes();
        return from.publish("m/" + BOB.digits(), text.getBytes(StandardCharsets.UTF_8), id);
    }

    @Test
    void aMessageIsRefusedWithoutATickAndTheNextIsTakenOnceThereIsSpace(@TempDir Path folder)
            throws IOException, SQLException {
        Path eaten = disk.resolve("eaten");
        try (TestDatabase database = new TestDatabase();
                OnSmallDisk extension = new OnSmallDisk(database);
                TestBroker broker = new TestBroker(folder, () -> extension).start();
                TestPhone alice = new TestPhone(ALICE, database.register(ALICE), broker.mqttPort());
                TestPhone bob = new TestPhone(BOB, database.register(BOB), broker.mqttPort())) {
            alice.connect();
            bob.connect();
            assertThat(send(alice, "before").getReasonCode()).isEqualTo(Mqtt5PubAckReasonCode.SUCCESS);
            eatSpace(eaten);
            // Some may still be taken before the mailbox looks at the disk again.
            int taken = 0;
            Mqtt5PubAck answer = send(alice, "full");
            for (; answer.getReasonCode() == Mqtt5PubAckReasonCode.SUCCESS; taken++) {
                answer = send(alice, "full");
            }
            assertThat(answer.getReasonCode()).isEqualTo(Mqtt5PubAckReasonCode.UNSPECIFIED_ERROR);
            assertThat(alice.isConnected()).isTrue();
            await().untilAsserted(() ->
                    assertThat(extension.reasons()).containsExactly("the disk of the mailbox store is nearly full"));
            // That phones fetch their mail is what frees the disk.
            bob.disconnect();
            assertThat(bob.connect().getReasonCode()).isEqualTo(Mqtt5ConnAckReasonCode.SUCCESS);

            Files.delete(eaten);

            await().untilAsserted(() ->
                    assertThat(send(alice, "after").getReasonCode()).isEqualTo(Mqtt5PubAckReasonCode.SUCCESS));
            await().untilAsserted(() -> assertThat(bob.texts()).last().isEqualTo("after"));
            assertThat(bob.texts().stream().filter("full"::equals)).hasSize(taken);
            int ticks = 2 + taken;
            await().untilAsserted(() -> assertThat(alice.receipts("d")).hasSize(ticks));
            await().untilAsserted(() -> assertThat(extension.reasons()).isEmpty());
        }
    }
}
