package dev.doubletick.broker.deletion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import dev.doubletick.broker.BrokerConfig;
import dev.doubletick.broker.DoubletickExtension;
import dev.doubletick.broker.fixture.TestBroker;
import dev.doubletick.broker.fixture.TestDatabase;
import dev.doubletick.broker.fixture.TestPhone;
import dev.doubletick.broker.mailbox.MailboxLimits;
import dev.doubletick.broker.operator.OperatorClient;
import dev.doubletick.broker.operator.OperatorHttpConfig;
import dev.doubletick.protocol.PhoneNumber;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A broker that starts beside the registration service, which makes the tables. */
class MailboxDeletionStartIT {

    private static final PhoneNumber ALICE = PhoneNumber.ofDigits("4915400000011");
    private static final String PROBLEM = "503 the database cannot be used: the table account is not there yet";

    @Test
    void tablesThatAreNotThereYetAreWaitedForAndNoQueryFails(@TempDir Path folder) throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger ours = (Logger) LoggerFactory.getLogger("dev.doubletick.broker");
        ours.addAppender(log);
        try (TestDatabase database = TestDatabase.empty()) {
            BrokerConfig config = new BrokerConfig(database.config(), folder.resolve("mailbox"), MailboxLimits.DEFAULT);
            DoubletickExtension extension =
                    new DoubletickExtension(config, new OperatorHttpConfig("127.0.0.1", 0, Optional.empty()));
            try (TestBroker broker = new TestBroker(folder, () -> extension).start()) {
                OperatorClient operator =
                        new OperatorClient(extension.operatorPort().orElseThrow());
                await().untilAsserted(() -> assertThat(operator.ready()).startsWith(PROBLEM));
                await().during(Duration.ofSeconds(3))
                        .atMost(Duration.ofSeconds(10))
                        .until(() -> warnings(log) <= 2);

                database.migrate();

                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(operator.ready()).isEqualTo("200 ready\n"));
                try (TestPhone alice = new TestPhone(ALICE, database.register(ALICE), broker.mqttPort())) {
                    assertThat(alice.connect().getReasonCode()).isEqualTo(Mqtt5ConnAckReasonCode.SUCCESS);
                }
            }
            assertThat(List.copyOf(log.list)).noneMatch(line -> line.getLevel().equals(Level.ERROR));
            assertThat(database.failedTransactions()).isZero();
        } finally {
            ours.detachAppender(log);
        }
    }

    private static long warnings(ListAppender<ILoggingEvent> log) {
        return List.copyOf(log.list).stream()
                .filter(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
                .count();
    }
}
