package dev.doubletick.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doubletick.broker.fixture.BrokerProcess;
import dev.doubletick.broker.fixture.TestDatabase;
import dev.doubletick.broker.fixture.TestPhone;
import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The zip that is released, unpacked into the extensions folder of a broker that knows nothing of us. */
class ExtensionZipIT {

    private static final Path ZIP = Path.of("target", "doubletick-hivemq-extension.zip");
    private static final PhoneNumber ALICE = PhoneNumber.ofE164("+4915112345678");
    private static final PhoneNumber BOB = PhoneNumber.ofE164("+4917698765432");

    @Test
    void runsInAStockBroker(@TempDir Path folder) throws Exception {
        List<String> files = unzip(folder.resolve("extensions"));
        assertThat(files)
                .contains("doubletick/hivemq-extension.xml", "doubletick/doubletick.properties")
                .noneMatch(name -> name.contains("hivemq-extension-sdk") || name.contains("slf4j"));
        try (TestDatabase database = new TestDatabase()) {
            Files.writeString(
                    folder.resolve("extensions").resolve("doubletick").resolve("doubletick.properties"),
                    "database.url = " + database.config().url() + "\ndatabase.user = "
                            + database.config().user() + "\ndatabase.password = "
                            + database.config().password() + "\n",
                    StandardOpenOption.APPEND);

            try (BrokerProcess broker = BrokerProcess.stock(folder);
                    TestPhone alice = new TestPhone(ALICE, database.register(ALICE), broker.mqttPort());
                    TestPhone bob = new TestPhone(BOB, database.register(BOB), broker.mqttPort())) {
                alice.connect();
                MessageId id = alice.send(BOB, "hello");
                bob.connect();

                await().untilAsserted(() -> assertThat(alice.receipts("d")).containsExactly(id));
                assertThat(bob.texts()).containsExactly("hello");
            }
            assertThat(folder.resolve("data").resolve("doubletick-mailbox")).isDirectory();
        }
    }

    private static List<String> unzip(Path into) throws IOException {
        List<String> names = new ArrayList<>();
        try (InputStream file = Files.newInputStream(ZIP);
                ZipInputStream zip = new ZipInputStream(file)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path target = into.resolve(entry.getName());
                names.add(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(zip, target);
                }
            }
        }
        return names;
    }
}
