package dev.doubletick.registration.push.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.server.WakeUpNotice;
import dev.doubletick.registration.database.Database;
import dev.doubletick.registration.database.DatabaseConfig;
import dev.doubletick.registration.push.Platform;
import dev.doubletick.registration.push.provider.PushAnswer;
import dev.doubletick.registration.testing.Sql;
import dev.doubletick.registration.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL stops, with all of its connections, and comes back. */
class PushDatabaseOutageIT {

    private static final int PHONES = 20;

    @TempDir
    private Path folder;

    private final HeldProvider provider = new HeldProvider();

    private EmbeddedPostgres start(int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false)
                .setPort(port)
                .start();
    }

    private static PhoneNumber phone(DatabaseConfig config, int n) throws SQLException {
        PhoneNumber phone = PhoneNumber.ofDigits("49151123900" + (10 + n));
        Sql.execute(config, "insert into account (phone) values ('" + phone.e164() + "')");
        Sql.execute(
                config,
                "insert into push_token (phone, platform, environment, app_id, kind, token, registered_at) values ('"
                        + phone.e164() + "', 'fcm', 'production', 'app', 'alert', '" + phone.digits() + "', now())");
        return phone;
    }

    @Test
    void nothingIsAcknowledgedWhilePostgresIsDownAndAllIsPushedOnceWhenItIsBack() throws Exception {
        EmbeddedPostgres postgres = start(0);
        DatabaseConfig config = TestDatabase.config(postgres, "postgres");
        try (Database database = Database.open(config);
                Delivery delivery = new Delivery(
                        database.jdbi(),
                        Map.of(Platform.FCM, provider),
                        new PushMetrics(new SimpleMeterRegistry()),
                        Clock.systemUTC(),
                        new Random(1),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(1))) {
            List<PhoneNumber> phones = new ArrayList<>();
            for (int n = 0; n < PHONES; n++) {
                phones.add(phone(config, n));
            }
            // One is pushed as PostgreSQL goes, and its row cannot be removed.
            provider.answerWith(new PushAnswer.Later("away", Optional.empty(), true));
            wake(delivery, phones.get(0)).get(10, TimeUnit.SECONDS);
            provider.hold();
            await().until(() -> provider.asked().stream().anyMatch(answer -> !answer.isDone()));
            int before = provider.asked().size();

            postgres.close();
            provider.asked().get(before - 1).complete(new PushAnswer.Accepted());
            List<CompletableFuture<Void>> taken = new ArrayList<>();
            for (PhoneNumber phone : phones.subList(1, PHONES)) {
                taken.add(wake(delivery, phone));
            }
            await().during(Duration.ofSeconds(2)).until(() -> taken.stream().noneMatch(CompletableFuture::isDone));
            provider.answerWith(new PushAnswer.Accepted());
            postgres = start(postgres.getPort());

            CompletableFuture.allOf(taken.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(Sql.column(config, "select phone from deferred_wake_up"))
                            .isEmpty());
            assertThat(provider.asked()).hasSize(before + PHONES - 1);
        } finally {
            postgres.close();
        }
    }

    private static CompletableFuture<Void> wake(Delivery delivery, PhoneNumber phone) {
        Instant now = Instant.now();
        return delivery.take(
                WakeUpNotice.topic(phone),
                WakeUpNotice.of(0, now, now.plus(Duration.ofDays(1))).toBytes());
    }
}
