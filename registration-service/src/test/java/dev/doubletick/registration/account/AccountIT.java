package dev.doubletick.registration.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.doubletick.registration.database.DatabaseConfig;
import dev.doubletick.registration.testing.Answer;
import dev.doubletick.registration.testing.Device;
import dev.doubletick.registration.testing.Sql;
import dev.doubletick.registration.testing.TestService;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountIT {

    private static TestService service;
    private static int count;

    private String phone = "";

    @BeforeAll
    static void start() {
        service = TestService.start();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @BeforeEach
    void chooseNumber() {
        phone = "+49151124" + String.format("%05d", ++count);
    }

    /** With a row in every table that can hold one. */
    private Device withEverything() throws SQLException {
        Device device = Device.registered(service, phone);
        assertThat(device.put("/v1/account/registration-lock", "{\"pin\":\"271828\"}")
                        .status())
                .isEqualTo(204);
        assertThat(device.put(
                                "/v1/account/privacy",
                                "{\"lastSeen\":\"contacts\",\"seenReceipts\":\"nobody\",\"messages\":\"everyone\"}")
                        .status())
                .isEqualTo(200);
        assertThat(device.post("/v1/contacts/changes", "{\"added\":[\"+4915100000001\"],\"removed\":[]}")
                        .status())
                .isEqualTo(204);
        assertThat(device.put("/v1/blocks/+4915100000002", "").status()).isEqualTo(204);
        for (String table : tablesOfAccounts(service.database)) {
            if (Sql.column(service.database, "select phone from " + table + " where phone = '" + phone + "'")
                    .isEmpty()) {
                fill(table);
            }
        }
        return device;
    }

    /** What other features, or brokers, write. */
    private void fill(String table) throws SQLException {
        String values =
                switch (table) {
                    case "last_seen" -> "(phone, seen_at) values ('PHONE', now())";
                    case "allowed_recipients" -> "(phone, recipients) values ('PHONE', array['+4915100000003'])";
                    case "push_token" ->
                        "(phone, platform, environment, app_id, kind, token, registered_at)"
                                + " values ('PHONE', 'fcm', 'production', 'app', 'alert', 'token of PHONE', now())";
                    case "deferred_wake_up" ->
                        "(phone, since, expires_at, attempts, next_attempt_at, reason)"
                                + " values ('PHONE', now(), now(), 0, now(), 'none')";
                    default -> throw new AssertionError("say here how a row of " + table + " looks");
                };
        Sql.execute(service.database, "insert into " + table + " " + values.replace("PHONE", phone));
    }

    /** Tables that refer to an account, and the account's own. */
    private static List<String> tablesOfAccounts(DatabaseConfig database) throws SQLException {
        return Sql.column(
                database,
                "select conrelid::regclass::text from pg_constraint where contype = 'f'"
                        + " and confrelid = 'account'::regclass union select 'account'");
    }

    @Test
    void aPhoneSeesItsAccountAndItsDevice() {
        Device device = Device.registered(service, phone);

        Answer account = device.get("/v1/account");
        assertThat(account.status()).isEqualTo(200);
        assertThat(account.text("phone")).isEqualTo(phone);
        assertThat(account.text("createdAt")).isEqualTo(service.clock.instant().toString());
        assertThat(account.json().path("registrationLock").asBoolean()).isFalse();
        assertThat(account.json().path("brokers").toString()).isEqualTo(TestService.BROKERS);

        JsonNode devices = device.get("/v1/account/devices").json().path("devices");
        assertThat(devices).hasSize(1);
        assertThat(devices.path(0).path("registeredAt").asText())
                .isEqualTo(service.clock.instant().toString());
        assertThat(devices.path(0).has("lastSeenAt")).isFalse();
        assertThat(UUID.fromString(devices.path(0).path("id").asText())).isNotNull();
    }

    @Test
    void aNewRegistrationIsAnotherDevice() {
        Device old = Device.provisioned(service, phone);
        String id = id(old);

        Device next = Device.provisioned(service, phone);

        assertThat(id(next)).isNotEqualTo(id);
        old.get("/v1/account").isProblem(401, "unauthorized");
        next.delete("/v1/account/devices/" + id).isProblem(404, "unknown-device");
    }

    @Test
    void aRevokedDeviceIsOutAndTheAccountStays() throws Exception {
        Device device = Device.registered(service, phone);

        assertThat(device.delete("/v1/account/devices/" + id(device)).status()).isEqualTo(204);

        device.get("/v1/account").isProblem(401, "unauthorized");
        assertThat(Sql.column(service.database, "select phone from account where phone = '" + phone + "'"))
                .containsExactly(phone);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "not-a-uuid", "00000000-0000-0000-0000-000000000000", "1;2"})
    void thereIsNoOtherDevice(String id) {
        Device device = Device.registered(service, phone);

        device.delete("/v1/account/devices/" + id).isProblem(404, "unknown-device");
        assertThat(device.get("/v1/account").status()).isEqualTo(200);
    }

    @Test
    void nobodyCanRevokeAnothersDevice() {
        Device alice = Device.registered(service, phone);
        chooseNumber();
        Device bob = Device.registered(service, phone);

        bob.delete("/v1/account/devices/" + id(alice)).isProblem(404, "unknown-device");

        assertThat(alice.get("/v1/account").status()).isEqualTo(200);
    }

    private static String id(Device device) {
        return device.get("/v1/account/devices")
                .json()
                .path("devices")
                .path(0)
                .path("id")
                .asText();
    }

    @Test
    void theExportHasEveryTableAndNoSecret() throws Exception {
        Device device = withEverything();

        Answer export = device.get("/v1/account/export");

        assertThat(export.status()).isEqualTo(200);
        assertThat(export.text("phone")).isEqualTo(phone);
        JsonNode data = export.json().path("data");
        for (String table : tablesOfAccounts(service.database)) {
            assertThat(data.path(table)).as(table).isNotEmpty();
        }
        assertThat(data.path("verification_session")).isNotEmpty();
        assertThat(data.path("block").path(0).path("blocked").asText()).isEqualTo("+4915100000002");
        assertThat(data.path("contact").path(0).path("contact").asText()).isEqualTo("+4915100000001");
        assertThat(data.path("privacy").path(0).path("last_seen").asText()).isEqualTo("contacts");
        assertThat(data.path("allowed_recipients")
                        .path(0)
                        .path("recipients")
                        .path(0)
                        .asText())
                .isEqualTo("+4915100000003");
        assertThat(export.http().body())
                .doesNotContain("271828")
                .doesNotContain(device.credential())
                .doesNotContain("sha256")
                .doesNotContain("hash")
                .doesNotContain("hmac")
                .doesNotContain("salt");
    }

    @Test
    void theExportHasNothingOfOthers() throws Exception {
        withEverything();
        chooseNumber();
        Device other = Device.registered(service, phone);

        assertThat(other.get("/v1/account/export").http().body()).doesNotContain("+4915100000002");
    }

    @Test
    void aDeletedAccountIsInNoTable() throws Exception {
        Device device = withEverything();
        assertThat(Sql.dump(service.database)).contains(phone);

        assertThat(device.delete("/v1/account").status()).isEqualTo(204);

        // Brokers are told by one row, which they delete; there is none in this test.
        assertThat(Sql.column(service.database, "select phone from mailbox_deletion"))
                .contains(phone);
        Sql.execute(service.database, "delete from mailbox_deletion where phone = '" + phone + "'");
        assertThat(Sql.dump(service.database)).doesNotContain(phone);
        device.get("/v1/account").isProblem(401, "unauthorized");
        device.delete("/v1/account").isProblem(401, "unauthorized");
    }

    @Test
    void anOperatorsDeletionIsADeletionToo() throws Exception {
        withEverything();

        Answer answer = service.send(service.request("/v1/operator/accounts/" + phone)
                .header("Authorization", "Bearer " + service.operatorToken.text())
                .DELETE());

        assertThat(answer.status()).isBetween(200, 204);
        Sql.execute(service.database, "delete from mailbox_deletion where phone = '" + phone + "'");
        assertThat(Sql.dump(service.database)).doesNotContain(phone);
    }

    @Test
    void othersKeepWhatIsTheirs() throws Exception {
        Device alice = Device.registered(service, phone);
        chooseNumber();
        Device bob = Device.registered(service, phone);
        assertThat(bob.put("/v1/blocks/" + alice.phone(), "").status()).isEqualTo(204);

        alice.delete("/v1/account");

        // Or whoever is blocked would only have to register anew.
        assertThat(bob.get("/v1/blocks").http().body()).contains(alice.phone());
    }

    @Test
    void aDeletionAndARegistrationThatRaceLeaveAWholeAccountOrNone() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int n = 0; n < 25; n++) {
                chooseNumber();
                Device device = Device.provisioned(service, phone);
                CompletableFuture<Answer> deleted =
                        CompletableFuture.supplyAsync(() -> device.delete("/v1/account"), threads);
                CompletableFuture<Device> registered =
                        CompletableFuture.supplyAsync(() -> Device.provisioned(service, phone), threads);

                Device next = registered.join();
                boolean gone = deleted.join().status() == 204;
                assertThat(gone ? 204 : 401).isEqualTo(deleted.join().status());
                Answer account = next.get("/v1/account");
                List<String> rows = new ArrayList<>(
                        Sql.column(service.database, "select phone from account where phone = '" + phone + "'"));
                List<String> credentials = Sql.column(
                        service.database, "select phone from device_credential where phone = '" + phone + "'");
                assertThat(account.status()).isEqualTo(rows.isEmpty() ? 401 : 200);
                assertThat(credentials).isEqualTo(rows);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aDeletionAndACodeThatRaceLeaveAWholeAccountOrNone() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int n = 0; n < 25; n++) {
                chooseNumber();
                Device device = Device.registered(service, phone);
                service.clock.advance(Duration.ofHours(2));
                String session = service.verification(phone);
                String code = service.sender.lastCode(phone);
                CompletableFuture<Answer> deleted =
                        CompletableFuture.supplyAsync(() -> device.delete("/v1/account"), threads);
                CompletableFuture<Answer> registered =
                        CompletableFuture.supplyAsync(() -> service.guess(session, code), threads);

                // Deleted first, the session is gone too.
                assertThat(registered.join().status()).isIn(200, 404);
                assertThat(deleted.join().status()).isEqualTo(registered.join().status() == 200 ? 401 : 204);
                List<String> accounts =
                        Sql.column(service.database, "select phone from account where phone = '" + phone + "'");
                assertThat(accounts).hasSize(registered.join().status() == 200 ? 1 : 0);
                assertThat(Sql.column(
                                service.database, "select phone from device_credential where phone = '" + phone + "'"))
                        .isEqualTo(accounts);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whoGetsANumberThatWasGivenUpGetsAnAccountOfTheirOwn() throws Exception {
        Device first = Device.registered(service, phone);
        assertThat(first.put("/v1/blocks/+4915100000002", "").status()).isEqualTo(204);
        assertThat(first.post("/v1/contacts/changes", "{\"added\":[\"+4915100000003\"],\"removed\":[]}")
                        .status())
                .isEqualTo(204);
        Sql.execute(
                service.database,
                "insert into allowed_recipients (phone, recipients) values ('" + phone + "', '{+4915100000004}')");

        // The same person, on a new phone after some weeks.
        service.clock.advance(Duration.ofDays(44));
        Device second = Device.registered(service, phone);
        assertThat(second.get("/v1/account/export").http().body()).contains("+4915100000002", "+4915100000003");

        service.clock.advance(Duration.ofDays(46));
        Device third = Device.registered(service, phone);

        assertThat(third.get("/v1/account/export").http().body())
                .doesNotContain("+4915100000002")
                .doesNotContain("+4915100000003")
                .contains("+4915100000004");
        assertThat(Sql.column(service.database, "select phone from mailbox_deletion where phone = '" + phone + "'"))
                .as("the mailbox goes too")
                .containsExactly(phone);
        second.get("/v1/account").isProblem(401, "unauthorized");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/v1/account",
        "DELETE,/v1/account",
        "GET,/v1/account/export",
        "GET,/v1/account/devices",
        "DELETE,/v1/account/devices/1",
        "GET,/v1/account/privacy",
        "PUT,/v1/account/privacy",
        "GET,/v1/blocks",
        "PUT,/v1/blocks/+4915100000002",
        "DELETE,/v1/blocks/+4915100000002",
        "POST,/v1/contacts/lookup",
        "POST,/v1/contacts/changes",
        "PUT,/v1/account/registration-lock",
        "DELETE,/v1/account/registration-lock",
    })
    void nothingIsForStrangers(String method, String path) {
        Answer answer = service.send(service.request(path).method(method, BodyPublishers.ofString("{}")));

        answer.isProblem(401, "unauthorized");
        assertThat(answer.header("WWW-Authenticate")).startsWith("Basic ");
    }
}
