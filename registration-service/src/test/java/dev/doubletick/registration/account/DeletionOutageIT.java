package dev.doubletick.registration.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.doubletick.registration.database.DatabaseConfig;
import dev.doubletick.registration.testing.Answer;
import dev.doubletick.registration.testing.Device;
import dev.doubletick.registration.testing.Sql;
import dev.doubletick.registration.testing.TestDatabase;
import dev.doubletick.registration.testing.TestService;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeletionOutageIT {

    private static final int PHONES = 400;

    @TempDir
    private Path folder;

    @Test
    void aRestartOfPostgresLeavesNoHalfDeletedAccount() throws Exception {
        EmbeddedPostgres postgres = TestDatabase.start(folder.resolve("data"), 0);
        DatabaseConfig database = TestDatabase.config(postgres, "postgres");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (TestService service = TestService.start(database)) {
            List<Device> devices = devices(service);
            Map<Device, Answer> answers = new ConcurrentHashMap<>();
            List<CompletableFuture<Void>> deleting = new ArrayList<>();
            Queue<Device> next = new ConcurrentLinkedQueue<>(devices);
            for (int n = 0; n < 4; n++) {
                deleting.add(CompletableFuture.runAsync(() -> deleteUntilRefused(next, answers), threads));
            }
            await().pollInterval(Duration.ofMillis(1)).until(() -> answers.size() >= PHONES / 10);
            postgres.close();
            deleting.forEach(CompletableFuture::join);
            assertThat(next).isNotEmpty();
            assertThat(answers.values())
                    .filteredOn(answer -> answer.status() != 204)
                    .hasSize(4)
                    .allSatisfy(answer -> answer.isProblem(503, "unavailable"));

            postgres = TestDatabase.start(folder.resolve("data"), postgres.getPort());
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> service.get("/readyz").status() == 200);
            Map<String, List<String>> phones = phonesByTable(database);
            for (Device device : devices) {
                Answer answer = answers.get(device);
                requireWholeOrGone(phones, device, answer != null && answer.status() == 204);
            }
        } finally {
            threads.shutdownNow();
            postgres.close();
        }
    }

    private static void deleteUntilRefused(Queue<Device> next, Map<Device, Answer> answers) {
        Answer answer;
        do {
            Device device = next.remove();
            answer = device.delete("/v1/account");
            answers.put(device, answer);
        } while (answer.status() == 204);
    }

    private static Map<String, List<String>> phonesByTable(DatabaseConfig database) throws SQLException {
        Map<String, List<String>> phones = new LinkedHashMap<>();
        for (String table : List.of("account", "device_credential", "privacy", "block", "mailbox_deletion")) {
            phones.put(table, Sql.column(database, "select phone from " + table));
        }
        return phones;
    }

    private static void requireWholeOrGone(Map<String, List<String>> phones, Device device, boolean saidToBeGone) {
        List<String> rows = new ArrayList<>();
        phones.forEach((table, found) -> {
            if (found.contains(device.phone())) {
                rows.add(table);
            }
        });
        if (saidToBeGone) {
            assertThat(rows).containsExactly("mailbox_deletion");
        } else {
            // What was not answered may have happened all the same.
            assertThat(rows)
                    .isIn(List.of("mailbox_deletion"), List.of("account", "device_credential", "privacy", "block"));
        }
        // No 5xx once it is back.
        assertThat(device.get("/v1/account").status()).isEqualTo(rows.contains("account") ? 200 : 401);
    }

    private static List<Device> devices(TestService service) throws Exception {
        List<Device> devices = new ArrayList<>();
        String phones = IntStream.range(0, PHONES)
                .mapToObj(n -> "\"+4915112" + (900_000 + n) + "\"")
                .collect(Collectors.joining(",", "{\"phones\":[", "]}"));
        for (JsonNode account : service.createAccounts(phones).json().path("accounts")) {
            devices.add(new Device(
                    service,
                    account.path("phone").asText(),
                    account.path("credential").asText()));
        }
        Sql.execute(service.database, "insert into privacy select phone, 'nobody', 'nobody', 'nobody' from account");
        Sql.execute(service.database, "insert into block select phone, '+4915100000002', now() from account");
        return devices;
    }
}
