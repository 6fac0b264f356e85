package dev.doubletick.deployment.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.registration.database.DatabaseConfig;
import dev.doubletick.standalone.postgres.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A stock broker that cannot serve says why, in one sentence, and ends. */
class StockBrokerRefusalIT {

    private static @TempDir Path shared;
    private static LocalPostgres postgres;

    private @TempDir Path folder;

    @BeforeAll
    static void startDatabase() throws IOException {
        Path password = Files.writeString(shared.resolve("password"), "secret");
        postgres = LocalPostgres.start(
                Files.createDirectories(shared.resolve("postgres")), password, shared.resolve("postgres.log"));
    }

    @AfterAll
    static void stopDatabase() {
        postgres.close();
    }

    @ParameterizedTest
    @CsvSource({
        "DOUBLETICK_MAILBOX_MAX_MESSAGES, lots, mailbox.max-messages",
        "DOUBLETICK_MAILBOX_MAX_MESAGES, 5, did you mean DOUBLETICK_MAILBOX_MAX_MESSAGES?",
        "DOUBLETICK_LOG_LEVEL, LOUD, DOUBLETICK_LOG_LEVEL",
        "DOUBLETICK_PUSH_CREDENTIAL, short, push.credential",
        "DOUBLETICK_MAILBOX_FOLDER, /proc/mailbox, /proc/mailbox",
        "DOUBLETICK_DATABASE_PASSWORD, wrong, password authentication failed",
        "DOUBLETICK_DATABASE_USER, nobody, nobody",
    })
    void saysWhyAndEnds(String variable, String value, String said) throws Exception {
        Map<String, String> environment = environment();
        environment.put(variable, value);

        assertRefused(environment, said);
    }

    @Test
    void aDatabaseThatDoesNotExistIsSaid() throws Exception {
        Map<String, String> environment = environment();
        environment.put("DOUBLETICK_DATABASE_URL", postgres.config().url() + "_of_nobody");

        assertRefused(environment, "does not exist");
    }

    private void assertRefused(Map<String, String> environment, String said) throws Exception {
        try (StockBroker broker = new StockBroker(folder, environment)) {
            Process process = broker.launch();

            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("it ends: %s", broker.printed())
                    .isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            List<String> errors = broker.printed()
                    .lines()
                    .filter(line -> line.contains(" ERROR - "))
                    .toList();
            assertThat(errors).hasSize(1).first().asString().contains("Doubletick cannot start: ", said);
            assertThat(broker.printed()).doesNotContain("\tat ");
            assertThat(broker.extension().resolve("DISABLED")).doesNotExist();
        }
    }

    private static Map<String, String> environment() {
        DatabaseConfig database = postgres.config();
        return new HashMap<>(Map.of(
                "DOUBLETICK_DATABASE_URL", database.url(),
                "DOUBLETICK_DATABASE_USER", database.user(),
                "DOUBLETICK_DATABASE_PASSWORD", database.password()));
    }
}
