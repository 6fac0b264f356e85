package dev.doubletick.deployment.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doubletick.broker.fixture.TestDatabase;
import dev.doubletick.broker.fixture.TestPhone;
import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Beside Doubletick in one process: the broker's own RocksDB, in use because sessions are in files, which is the broker's default,
 * and an extension that brings the same libraries in other versions.
 */
class NeighboursIT {

    private static final PhoneNumber ALICE = PhoneNumber.ofE164("+4915112345678");
    private static final PhoneNumber BOB = PhoneNumber.ofE164("+4917698765432");
    private static final int MESSAGES = 200;

    @Test
    void doNoHarm(@TempDir Path folder) throws Exception {
        try (TestDatabase database = new TestDatabase();
                StockBroker broker = new StockBroker(folder, environment(database))) {
            broker.change(settings -> settings.replace("<mode>in-memory</mode>", "<mode>file</mode>"));
            Neighbour.moveIn(broker.extension().resolveSibling("neighbour"));
            broker.start();
            assertThat(broker.printed()).contains("neighbour: {\"driver\":\"42.2.29\"}");

            try (TestPhone alice = new TestPhone(ALICE, database.register(ALICE), broker.mqttPort());
                    TestPhone bob = new TestPhone(BOB, database.register(BOB), broker.mqttPort())) {
                alice.connect();
                bob.connect();
                MessageId live = alice.send(BOB, "live");
                await().untilAsserted(() -> assertThat(alice.receipts("d")).containsExactly(live));
                bob.disconnect();
                List<String> texts = new ArrayList<>(List.of("live"));
                for (int i : IntStream.range(0, MESSAGES).toArray()) {
                    // Enough for the stores to write files, and to read them again after the restart.
                    String text = i + "x".repeat(10_000);
                    alice.send(BOB, text);
                    texts.add(text);
                }
                broker.kill();
                broker.start();
                bob.connect();
                await().untilAsserted(() -> assertThat(bob.texts()).containsExactlyElementsOf(texts));
                broker.stop();
                broker.start();
                alice.connect();
                await().untilAsserted(() -> assertThat(alice.receipts("d")).hasSize(MESSAGES + 1));
            }
            assertThat(folder.resolve("data").resolve("persistence").resolve("retained_messages"))
                    .isDirectory();
            assertThat(broker.extension().resolve("DISABLED")).doesNotExist();
        }
    }

    private static Map<String, String> environment(TestDatabase database) {
        return Map.of(
                "DOUBLETICK_DATABASE_URL", database.config().url(),
                "DOUBLETICK_DATABASE_USER", database.config().user(),
                "DOUBLETICK_DATABASE_PASSWORD", database.config().password());
    }
}
