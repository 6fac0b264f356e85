package dev.doubletick.registration.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doubletick.registration.testing.Answer;
import dev.doubletick.registration.testing.Device;
import dev.doubletick.registration.testing.Sql;
import dev.doubletick.registration.testing.TestDatabase;
import dev.doubletick.registration.testing.TestService;
import dev.doubletick.registration.verification.VerificationPolicy;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL is restarted, or killed, while phones register. */
@Timeout(120)
class DatabaseRestartIT {

    private static final int CLIENTS = 8;

    @TempDir
    private Path folder;

    private final AtomicInteger next = new AtomicInteger();
    /** Phones that asked for a code, whatever they were answered. */
    private final Set<String> tried = ConcurrentHashMap.newKeySet();
    /** Phones that were given a credential. */
    private final Map<String, String> registered = new ConcurrentHashMap<>();

    private final List<Integer> statuses = new CopyOnWriteArrayList<>();

    @Test
    void aRestartLeavesNoAccountHalfMade() throws Exception {
        phonesGoOnAfter(postgres -> {
            try {
                postgres.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void aKillTakesNothingFromAPhoneThatWasToldOfItsCredential() throws Exception {
        phonesGoOnAfter(this::kill);
    }

    /** Nobody waits for the disk before the text is sent: what a kill takes of the last moments is a code, never an account. */
    @Test
    void aCodeThatWasAskedForJustBeforeAKillCostsAnotherTextAtMost() throws Exception {
        String phone = "+4915113100000";
        // As long as PostgreSQL lets it be. By itself it writes what nobody waits for after 0.2 seconds.
        EmbeddedPostgres postgres = TestDatabase.builder(folder.resolve("data"), 0)
                .setServerConfig("wal_writer_delay", "10s")
                .start();
        try (TestService service = TestService.start(TestDatabase.config(postgres, "postgres"))) {
            Device told = Device.registered(service, "+4915113100001");
            Answer requested = service.requestCode(phone);
            assertThat(requested.status()).isEqualTo(201);

            kill(postgres);
            postgres = TestDatabase.start(folder.resolve("data"), postgres.getPort());
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> service.get("/readyz").status() == 200);

            assertThat(told.get("/v1/account").status()).isEqualTo(200);
            Answer guessed = service.guess(requested.text("id"), service.sender.lastCode(phone));
            if (guessed.status() == 200) {
                // Something else has made PostgreSQL write meanwhile.
                assertThat(new Device(service, phone, guessed.text("credential"))
                                .get("/v1/account")
                                .status())
                        .isEqualTo(200);
            } else {
                guessed.isProblem(404, "unknown-verification");
                service.clock.advance(VerificationPolicy.DEFAULT.resendDelays().get(0));
                assertThat(Device.registered(service, phone).get("/v1/account").status())
                        .isEqualTo(200);
            }
        } finally {
            postgres.close();
        }
    }

    private void phonesGoOnAfter(Consumer<EmbeddedPostgres> outage) throws Exception {
        EmbeddedPostgres postgres = TestDatabase.start(folder.resolve("data"), 0);
        AtomicBoolean running = new AtomicBoolean(true);
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try (TestService service = TestService.start(TestDatabase.config(postgres, "postgres"))) {
            List<CompletableFuture<Void>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(CompletableFuture.runAsync(
                        () -> {
                            while (running.get()) {
                                register(service);
                            }
                        },
                        threads));
            }
            await().until(() -> registered.size() > 50);

            outage.accept(postgres);
            await().until(() -> statuses.contains(503));
            postgres = TestDatabase.start(folder.resolve("data"), postgres.getPort());
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> service.get("/readyz").status() == 200);
            int before = registered.size();
            // What was under way when it came back has its answer within the pool's patience.
            await().atMost(Duration.ofSeconds(20)).until(() -> registered.size() > before + 20);
            statuses.clear();
            int settled = registered.size();
            await().atMost(Duration.ofSeconds(20)).until(() -> registered.size() > settled + 100);

            running.set(false);
            // Also what they have found wrong.
            clients.forEach(CompletableFuture::join);
            assertThat(statuses).isNotEmpty().containsOnly(200, 201);
            assertNoAccountIsHalfMade(service.database);
            registered.forEach((phone, credential) -> assertThat(new Device(service, phone, credential)
                            .get("/v1/account")
                            .status())
                    .isEqualTo(200));
            assertThatWhoWasRefusedRegistersNow(service);
        } finally {
            running.set(false);
            threads.shutdownNow();
            postgres.close();
        }
    }

    /** All of its processes at once, as if the machine had gone; then what the library holds of it. */
    private void kill(EmbeddedPostgres postgres) {
        try {
            String pid = Files.readAllLines(folder.resolve("data").resolve("postmaster.pid"))
                    .get(0)
                    .strip();
            ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
            List<ProcessHandle> all = new ArrayList<>(postmaster.descendants().toList());
            all.add(0, postmaster);
            all.forEach(ProcessHandle::destroyForcibly);
            await().until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void register(TestService service) {
        String phone = "+49151130" + String.format("%05d", next.incrementAndGet());
        tried.add(phone);
        Answer requested = seen(service.requestCode(phone));
        if (requested.status() != 201) {
            return;
        }
        Answer checked = seen(service.guess(requested.text("id"), service.sender.lastCode(phone)));
        if (checked.status() == 200) {
            registered.put(phone, checked.text("credential"));
        }
    }

    /** Whatever happens, it is an answer of ours: 503 with a time to come back, and never 500. */
    private Answer seen(Answer answer) {
        statuses.add(answer.status());
        if (answer.status() >= 500) {
            answer.isProblem(503, "unavailable");
            assertThat(answer.header("Retry-After")).isEqualTo("5");
        }
        return answer;
    }

    /** No session is stuck, whatever became of the request that it was made for. */
    private void assertThatWhoWasRefusedRegistersNow(TestService service) {
        List<String> refused =
                tried.stream().filter(phone -> !registered.containsKey(phone)).toList();
        assertThat(refused).isNotEmpty();
        service.clock.advance(VerificationPolicy.DEFAULT.resendDelays().get(0));
        for (String phone : refused) {
            assertThat(Device.registered(service, phone).get("/v1/account").status())
                    .isEqualTo(200);
        }
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
        assertThat(stored)
                .containsAll(registered.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + sha256(entry.getValue()))
                        .toList());
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
}
