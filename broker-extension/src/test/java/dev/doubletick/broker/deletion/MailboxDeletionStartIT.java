package dev.doubletick.broker.deletion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.doubletick.broker.BrokerConfig;
import dev.doubletick.broker.account.AccountDatabase;
import dev.doubletick.broker.account.AccountDirectory;
import dev.doubletick.broker.mailbox.Mailbox;
import dev.doubletick.broker.mailbox.SettableClock;
import dev.doubletick.broker.mailbox.rocksdb.RocksMailbox;
import dev.doubletick.broker.mailbox.rocksdb.RocksMailboxConfig;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A broker that starts beside the registration service, which makes the tables. */
@SuppressWarnings("NullAway.Init")
class MailboxDeletionStartIT {

    private static EmbeddedPostgres postgres;
    private static AccountDatabase database;
    private static Mailbox mailbox;

    /** Of each test its own: what one leaves to be tried again ends with it. */
    private final ExecutorService thread = Executors.newSingleThreadExecutor();

    private final Logger logger = (Logger) LoggerFactory.getLogger(MailboxDeletions.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        postgres = EmbeddedPostgres.builder().start();
        database = new AccountDatabase(
                new BrokerConfig.Database(postgres.getJdbcUrl("postgres", "postgres"), "postgres", "postgres"));
        mailbox = RocksMailbox.open(
                RocksMailboxConfig.builder(folder.resolve("mailbox")).build(), Clock.systemUTC());
    }

    @AfterAll
    static void stop() throws IOException {
        mailbox.close();
        database.close();
        postgres.close();
    }

    @BeforeEach
    void listen() {
        log.start();
        logger.setLevel(Level.DEBUG);
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() throws SQLException {
        thread.shutdownNow();
        logger.detachAppender(log);
        logger.setLevel(null);
        execute("drop table if exists mailbox_deletion");
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<Level> said() {
        return List.copyOf(log.list).stream().map(ILoggingEvent::getLevel).toList();
    }

    private MailboxDeletions deletions(Clock clock) {
        return new MailboxDeletions(
                database, new AccountDirectory(database, thread), mailbox, phone -> {}, thread, clock);
    }

    @Test
    void tablesThatAreNotThereYetAreWaitedForWithoutAWordAndMissedOnceTheyWereThere() throws Exception {
        MailboxDeletions deletions = deletions(Clock.systemUTC());
        deletions.onChangesMissed();
        await().until(() -> said().size() >= 2);
        assertThat(said()).containsOnly(Level.DEBUG);

        execute("create table mailbox_deletion (phone text primary key, requested_at timestamptz)");
        int waited = said().size();
        await().during(Duration.ofMillis(1500)).until(() -> said().size() <= waited + 1);
        assertThat(said()).containsOnly(Level.DEBUG);

        execute("drop table mailbox_deletion");
        deletions.onMailboxDeletion();
        await().untilAsserted(() -> assertThat(said()).contains(Level.WARN));
    }

    @Test
    void tablesThatDoNotComeInAMinuteAreMissed() {
        SettableClock clock = new SettableClock();
        MailboxDeletions deletions = deletions(clock);
        clock.advance(Duration.ofMinutes(2));

        deletions.onChangesMissed();

        await().untilAsserted(() -> assertThat(said()).contains(Level.WARN));
    }
}
