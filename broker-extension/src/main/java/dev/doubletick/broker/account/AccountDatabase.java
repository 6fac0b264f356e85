package dev.doubletick.broker.account;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import dev.doubletick.broker.BrokerConfig;
import dev.doubletick.protocol.PhoneNumber;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.SQLTransientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The accounts' tables in PostgreSQL, read only but for mailboxes that are to be deleted. Every call blocks: never make one on a broker thread. Starting does not need
 * the database to be up.
 */
public final class AccountDatabase implements AutoCloseable {

    /** Enough for a storm of reconnects, since a look-up by primary key takes well under a millisecond. */
    public static final int CONNECTIONS = 4;

    private static final long CONNECTION_TIMEOUT_MILLIS = 3_000;
    /** PostgreSQL, appendix A: invalid authorization, wrong password, no such database. */
    private static final Set<String> REFUSALS = Set.of("28000", "28P01", "3D000");

    private static final String FIND =
            """
            select c.sha256, r.recipients, p.last_seen, p.seen_receipts, p.messages,
                   array(select substr(b.blocked, 2)::bigint from block b where b.phone = a.phone),
                   case when 'contacts' in (p.last_seen, p.seen_receipts, p.messages)
                        then array(select substr(k.contact, 2)::bigint from contact k where k.phone = a.phone) end,
                   exists (select from mailbox_deletion d where d.phone = a.phone)
            from account a
                 left join device_credential c on c.phone = a.phone
                 left join allowed_recipients r on r.phone = a.phone
                 left join privacy p on p.phone = a.phone
            where a.phone = ?
            """;

    private static final String DELETIONS = "select phone from mailbox_deletion order by requested_at limit 1000";
    private static final String DELETED = "delete from mailbox_deletion where phone = ?";

    private final HikariDataSource dataSource;
    /** Once the tables were there, their absence is never normal again. */
    private volatile boolean tablesSeen;

    public AccountDatabase(BrokerConfig.Database config) {
        this(config, new SimpleMeterRegistry());
    }

    /** @param registry gets the pool's numbers */
    public AccountDatabase(BrokerConfig.Database config, MeterRegistry registry) {
        HikariConfig hikari = new HikariConfig();
        hikari.setPoolName("doubletick-accounts");
        // DriverManager does not see drivers inside an extension's class loader.
        hikari.setDriverClassName("org.postgresql.Driver");
        hikari.setJdbcUrl(config.url());
        hikari.setUsername(config.user());
        hikari.setPassword(config.password());
        hikari.setReadOnly(true);
        hikari.setMaximumPoolSize(CONNECTIONS);
        hikari.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        hikari.setInitializationFailTimeout(-1);
        hikari.addDataSourceProperty("socketTimeout", "10");
        hikari.addDataSourceProperty("ApplicationName", "doubletick-broker");
        hikari.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(registry));
        dataSource = new HikariDataSource(hikari);
    }

    /**
     * Asks whether the database would have us. One that cannot be reached may come back, and is waited for; one that refuses the
     * password, the role or the database's name does not heal by waiting. Blocks for seconds.
     *
     * @return why it cannot be reached; empty if it answers
     * @throws DatabaseRefusedException if it refuses us
     */
    public Optional<String> probe() {
        try {
            return withConnection(connection -> Optional.empty());
        } catch (SQLException e) {
            SQLException reason = e;
            // What the pool says of a time-out hides what PostgreSQL said.
            while (reason.getCause() instanceof SQLException cause) {
                reason = cause;
            }
            if (REFUSALS.contains(String.valueOf(reason.getSQLState()))) {
                throw new DatabaseRefusedException(
                        "the database refuses user " + dataSource.getUsername() + ": " + reason.getMessage(), e);
            }
            return Optional.of(String.valueOf(reason.getMessage()));
        }
    }

    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /**
     * The account of a number; empty if it is not registered.
     *
     * @throws SQLTransientException also while the mailbox of an earlier account of the number is still to be emptied
     */
    public Optional<Account> find(PhoneNumber phone) throws SQLException {
        return withConnection(connection -> query(connection, phone));
    }

    /** Numbers whose account is gone and whose mailbox is still to be emptied, the oldest, a thousand at most. */
    public List<PhoneNumber> deletions() throws SQLException {
        return withConnection(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(DELETIONS);
                    ResultSet rows = statement.executeQuery()) {
                List<PhoneNumber> phones = new ArrayList<>();
                while (rows.next()) {
                    phones.add(PhoneNumber.ofE164(rows.getString(1)));
                }
                return phones;
            }
        });
    }

    /** The mailbox of this number is empty now. */
    public void deleted(PhoneNumber phone) throws SQLException {
        int unused = withConnection(connection -> {
            // The one thing that is written; the pool sets it back.
            connection.setReadOnly(false);
            try (PreparedStatement statement = connection.prepareStatement(DELETED)) {
                statement.setString(1, phone.e164());
                return statement.executeUpdate();
            }
        });
    }

    private <T> T withConnection(Work<T> work) throws SQLException {
        // After a restart of the database each pooled connection may turn out to be dead, once.
        for (int dead = 0; dead < CONNECTIONS; dead++) {
            try (Connection connection = dataSource.getConnection()) {
                return withTables(connection, work);
            } catch (SQLException e) {
                if (!isConnectionDead(e)) {
                    throw e;
                }
            }
        }
        try (Connection connection = dataSource.getConnection()) {
            return withTables(connection, work);
        }
    }

    private <T> T withTables(Connection connection, Work<T> work) throws SQLException {
        if (!tablesSeen) {
            DatabaseAccess.requireTables(connection);
            tablesSeen = true;
        }
        return work.on(connection);
    }

    /** SQLSTATE classes 08 (connection exception) and 57P0x (the server has shut down), but not that there is none to be had. */
    private static boolean isConnectionDead(SQLException e) {
        String state = e.getSQLState();
        return !(e instanceof SQLTransientConnectionException)
                && state != null
                && (state.startsWith("08") || state.startsWith("57P0"));
    }

    private static Optional<Account> query(Connection connection, PhoneNumber phone) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setString(1, phone.e164());
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    return Optional.empty();
                }
                if (rows.getBoolean(8)) {
                    throw new EarlierMailboxException();
                }
                Optional<Credential> credential =
                        Optional.ofNullable(rows.getBytes(1)).map(Credential::ofSha256);
                return Optional.of(
                        new Account(phone, credential, allowedRecipients(rows.getArray(2)), privacy(phone, rows)));
            }
        }
    }

    private static Privacy privacy(PhoneNumber phone, ResultSet rows) throws SQLException {
        NumberSet blocked = numbers(rows.getArray(6));
        String lastSeen = rows.getString(3);
        if (lastSeen == null) {
            return new Privacy(
                    phone, Audience.EVERYONE, Audience.EVERYONE, Audience.EVERYONE, blocked, NumberSet.EMPTY);
        }
        return new Privacy(
                phone,
                Audience.of(lastSeen),
                Audience.of(rows.getString(4)),
                Audience.of(rows.getString(5)),
                blocked,
                numbers(rows.getArray(7)));
    }

    private static NumberSet numbers(@Nullable Array array) throws SQLException {
        return array == null
                ? NumberSet.EMPTY
                : NumberSet.of(Stream.of((Long[]) array.getArray()).mapToLong(Long::longValue));
    }

    private static AllowedRecipients allowedRecipients(@Nullable Array numbers) throws SQLException {
        return numbers == null
                ? AllowedRecipients.ANYBODY
                : AllowedRecipients.only(Stream.of((String[]) numbers.getArray())
                        .map(PhoneNumber::ofE164)
                        .collect(Collectors.toSet()));
    }

    @Override
    public void close() {
        dataSource.close();
    }
}
