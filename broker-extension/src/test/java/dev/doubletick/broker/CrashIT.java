package dev.doubletick.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doubletick.broker.fixture.BrokerProcess;
import dev.doubletick.broker.fixture.CrashTraffic;
import dev.doubletick.broker.fixture.TestDatabase;
import dev.doubletick.broker.mailbox.MailboxLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code kill -9} in the middle of traffic. Three seeds by default, as many as {@code doubletick.seeds} says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashIT {

    private static final int PHONES = 50;

    private TestDatabase database;

    @BeforeAll
    void startDatabase() throws IOException {
        database = new TestDatabase();
    }

    @AfterAll
    void stopDatabase() throws IOException {
        database.close();
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, Long.getLong("doubletick.seeds", 3));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aKilledBrokerLosesNothingThatItHasAcknowledged(long seed, @TempDir Path folder) throws Exception {
        Random random = new Random(seed);
        BrokerConfig config = new BrokerConfig(database.config(), folder.resolve("mailbox"), MailboxLimits.DEFAULT);
        try (BrokerProcess broker = BrokerProcess.withExtension(folder, config);
                CrashTraffic traffic = new CrashTraffic(PHONES, database, broker.mqttPort(), random)) {
            int before = 500 + random.nextInt(2_000);
            traffic.start();
            await().atMost(Duration.ofSeconds(60)).until(() -> traffic.acknowledged() > before);

            traffic.expectCut();
            broker.kill();
            broker.restart();
            int after = traffic.acknowledged() + 500;
            traffic.reconnect();
            await().atMost(Duration.ofSeconds(60)).until(() -> traffic.acknowledged() > after);
            traffic.finish();

            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                assertThat(traffic.acknowledgedButNotReceived()).isEmpty();
                assertThat(traffic.receivedWithoutReceipt()).isEmpty();
            });
            assertThat(traffic.outOfOrder()).isEmpty();
            assertThat(traffic.twiceOnOneConnection()).isEmpty();
        }
    }
}
