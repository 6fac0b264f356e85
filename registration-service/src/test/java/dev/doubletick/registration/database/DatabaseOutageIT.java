package dev.doubletick.registration.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doubletick.registration.testing.Sql;
import dev.doubletick.registration.testing.TestDatabase;
import dev.doubletick.registration.testing.TestService;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseOutageIT {

    @TempDir
    private Path folder;

    @Test
    void aVerificationOutlivesARestartOfPostgres() throws Exception {
        EmbeddedPostgres postgres = TestDatabase.start(folder.resolve("data"), 0);
        try (TestService service = TestService.start(TestDatabase.config(postgres, "postgres"))) {
            String phone = "+4915112390000";
            String id = service.verification(phone);
            postgres.close();

            service.get("/readyz").isProblem(503, "unavailable");
            assertThat(service.get("/healthz").status()).isEqualTo(200);
            assertThat(service.guess(id, "000000").isProblem(503, "unavailable").header("Retry-After"))
                    .isEqualTo("5");

            postgres = TestDatabase.start(folder.resolve("data"), postgres.getPort());
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> service.get("/readyz").status() == 200);
            assertThat(service.guess(id, service.sender.lastCode(phone)).status())
                    .isEqualTo(200);
        } finally {
            postgres.close();
        }
    }

    @Test
    void aDatabaseWithoutOurMigrationsIsNotReady() throws Exception {
        DatabaseConfig config = TestDatabase.create();
        try (TestService service = TestService.start(config)) {
            assertThat(service.get("/readyz").status()).isEqualTo(200);

            Sql.execute(config, "delete from flyway_schema_history where version <> '1'");

            service.get("/readyz").isProblem(503, "unavailable");
        }
    }
}
