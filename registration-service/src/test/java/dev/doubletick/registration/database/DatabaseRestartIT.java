package dev.doubletick.registration.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doubletick.registration.testing.Answer;
import dev.doubletick.registration.testing.Sql;
import dev.doubletick.registration.testing.TestDatabase;
import dev.doubletick.registration.testing.TestService;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL is restarted while phones register. */
class DatabaseRestartIT {

    private static final int CLIENTS = 8;

    @TempDir
    private Path folder;

    private final AtomicInteger next = new AtomicInteger();
    /** Phones that were given a credential, and that credential's hash. */
    private final Map<String, String> registered = new ConcurrentHashMap<>();

    private final List<Integer> statuses = new CopyOnWriteArrayList<>();

    @Test
    void afterwardsAllIsAsBeforeAndNoAccountIsHalfMade() throws Exception {
        EmbeddedPostgres postgres = start(0);
        AtomicBoolean running = new AtomicBoolean(true);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try (TestService service = TestService.start(TestDatabase.config(postgres, "postgres"))) {
            for (int i = 0; i < CLIENTS; i++) {
                clients.execute(() -> {
                    while (running.get()) {
                        register(service);
                    }
                });
            }
            await().until(() -> registered.size() > 50);

            postgres.close();
            await().until(() -> statuses.contains(503));
            postgres = start(postgres.getPort());
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> service.get("/readyz").status() == 200);
            int before = registered.size();
            // What was under way when it came back has its answer within the pool's patience.
            await().atMost(Duration.ofSeconds(20)).until(() -> registered.size() > before + 20);
            statuses.clear();
            int settled = registered.size();
            await().atMost(Duration.ofSeconds(20)).until(() -> registered.size() > settled + 100);

            running.set(false);
            clients.shutdown();
            assertThat(clients.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            assertThat(statuses).isNotEmpty().containsOnly(200, 201);
            assertNoAccountIsHalfMade(service.database);
        } finally {
            running.set(false);
            clients.shutdownNow();
            postgres.close();
        }
    }

    private void register(TestService service) {
        String phone = "+49151130" + String.format("%05d", next.incrementAndGet());
        Answer requested = seen(service.requestCode(phone));
        if (requested.status() != 201) {
            return;
        }
        Answer checked = seen(service.guess(requested.text("id"), service.sender.lastCode(phone)));
        if (checked.status() == 200) {
            registered.put(phone, sha256(checked.text("credential")));
        }
    }

    /** Whatever happens, it is an answer of ours: 503 with a time to come back, and never 500. */
    private Answer seen(Answer answer) {
        if (answer.status() >= 500) {
            answer.isProblem(503, "unavailable");
            assertThat(answer.header("Retry-After")).isEqualTo("5");
        }
        statuses.add(answer.status());
        return answer;
    }

    private void assertNoAccountIsHalfMade(DatabaseConfig database) throws Exception {
        assertThat(Sql.column(
                        database,
                        "select phone from account a where not exists"
                                + " (select from device_credential c where c.phone = a.phone)"))
                .isEmpty();
        assertThat(Sql.column(
                        database,
                        "select phone from verification_session s where used_at is not null and not exists"
                                + " (select from device_credential c where c.phone = s.phone)"))
                .isEmpty();
        List<String> stored =
                Sql.column(database, "select phone || ' ' || encode(sha256, 'hex') from device_credential");
        registered.forEach((phone, sha256) -> assertThat(stored).contains(phone + " " + sha256));
    }

    private static String sha256(String credential) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(credential.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private EmbeddedPostgres start(int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false)
                .setPort(port)
                .start();
    }
}
