package dev.doubletick.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import dev.doubletick.broker.mailbox.Depth;
import dev.doubletick.broker.mailbox.Mailbox;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.broker.mailbox.rocksdb.RocksMailbox;
import dev.doubletick.broker.mailbox.rocksdb.RocksMailboxConfig;
import dev.doubletick.protocol.AccountEvent;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.database.DatabaseConfig;
import dev.doubletick.standalone.testing.Http;
import dev.doubletick.standalone.testing.StockPhone;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked of the registration service, seen at the broker: both real, on one database. */
class AccountIT {

    @TempDir
    private static Path folder;

    private static EmbeddedPostgres postgres;
    private static Standalone stack;
    private static Http http;

    @BeforeAll
    static void start() throws Exception {
        postgres = EmbeddedPostgres.start();
        DatabaseConfig database = new DatabaseConfig(
                "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres", "postgres", "postgres");
        stack = Standalone.start(new StandaloneConfig(folder, 0, 0, 0, Optional.of(database)));
        http = new Http(stack.http());
    }

    @AfterAll
    static void stop() throws Exception {
        stack.close();
        postgres.close();
    }

    @Test
    void aPhoneIsToldBeforeItIsCutOff() {
        StockPhone old = StockPhone.register(stack.http(), "+4915112345001");
        Mqtt5AsyncClient connection = old.connect(stack.mqtt());

        assertThat(http.delete("/v1/account/devices/" + http.deviceId(old), old).statusCode())
                .isEqualTo(204);

        await().until(() -> !connection.getState().isConnected());
        assertThat(old.accountEvents()).containsExactly(AccountEvent.REVOKED);
    }

    @Test
    void aBlockHolds() {
        StockPhone alice = StockPhone.register(stack.http(), "+4915112345003");
        StockPhone bob = StockPhone.register(stack.http(), "+4915112345004");
        Mqtt5AsyncClient fromAlice = alice.connect(stack.mqtt());
        Mqtt5AsyncClient fromBob = bob.connect(stack.mqtt());
        bob.send(fromBob, alice, "before");
        await().untilAsserted(() -> assertThat(alice.texts()).containsExactly("before"));

        assertThat(http.put("/v1/blocks/+4915112345004", "", alice).statusCode())
                .isEqualTo(204);
        // Within a second as a rule: the broker's PrivacyIT measures that.
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            String text = UUID.randomUUID().toString();
            bob.send(fromBob, alice, text);
            alice.send(fromAlice, alice, "behind " + text);
            await().until(() -> alice.texts().contains("behind " + text));
            return !alice.texts().contains(text);
        });

        fromAlice.disconnect().join();
        fromBob.disconnect().join();
    }

    @Test
    void aDeletedAccountIsInNoTableAndInNoMailbox() throws Exception {
        StockPhone alice = StockPhone.register(stack.http(), "+4915112345005");
        StockPhone bob = StockPhone.register(stack.http(), "+4915112345006");
        Mqtt5AsyncClient fromAlice = alice.connect(stack.mqtt());
        Mqtt5AsyncClient fromBob = bob.connect(stack.mqtt());
        alice.send(fromAlice, bob, "hello");
        await().until(() -> alice.receipts() == 1);
        fromAlice.disconnect().join();
        for (int n = 0; n < 10; n++) {
            bob.send(fromBob, alice, "waiting " + n);
        }
        http.put("/v1/account/registration-lock", "{\"pin\":\"271828\"}", alice);
        http.put(
                "/v1/account/privacy",
                "{\"lastSeen\":\"contacts\",\"seenReceipts\":\"everyone\",\"messages\":\"everyone\"}",
                alice);
        http.put("/v1/blocks/+4915100000002", "", alice);
        await().until(() -> rows().stream().anyMatch(row -> row.startsWith("last_seen (+4915112345005")));

        assertThat(http.delete("/v1/account", alice).statusCode()).isEqualTo(204);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(rows()).noneMatch(row -> row.contains("4915112345005")));
        fromBob.disconnect().join();
        stack.stopBroker();
        try (Mailbox mailbox = RocksMailbox.open(
                RocksMailboxConfig.builder(folder.resolve("mailbox")).build(), Clock.systemUTC())) {
            Depth left = mailbox.depth(MailboxOwner.of(PhoneNumber.ofE164("+4915112345005")))
                    .toCompletableFuture()
                    .join();
            assertThat(left.isEmpty()).isTrue();
        } finally {
            stack.startBroker();
        }
    }

    /** Every row of every table, with the table's name. */
    private static List<String> rows() throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet found =
                    statement.executeQuery("select tablename from pg_tables where schemaname = 'public'")) {
                while (found.next()) {
                    tables.add(found.getString(1));
                }
            }
            for (String table : tables) {
                try (ResultSet found = statement.executeQuery("select t::text from " + table + " t")) {
                    while (found.next()) {
                        rows.add(table + " " + found.getString(1));
                    }
                }
            }
        }
        return rows;
    }
}
