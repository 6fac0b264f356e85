package dev.doubletick.broker.account;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.doubletick.broker.BrokerConfig;
import dev.doubletick.protocol.PhoneNumber;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The accounts' tables in PostgreSQL, read only. Every call blocks: never make one on a broker thread. Starting does not need
 * the database to be up.
 */
public final class AccountDatabase implements AutoCloseable {

    /** Enough for a storm of reconnects, since a look-up by primary key takes well under a millisecond. */
    public static final int CONNECTIONS = 4;

    private static final long CONNECTION_TIMEOUT_MILLIS = 3_000;
    private static final String FIND = "select c.sha256, r.recipients from account a"
            + " left join device_credential c using (phone)"
            + " left join allowed_recipients r using (phone) where a.phone = ?";

    private final HikariDataSource dataSource;

    public AccountDatabase(BrokerConfig.Database config) {
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
        dataSource = new HikariDataSource(hikari);
    }

    /** The account of a number; empty if it is not registered. */
    public Optional<Account> find(PhoneNumber phone) throws SQLException {
        // After a restart of the database each pooled connection may turn out to be dead, once.
        for (int dead = 0; dead < CONNECTIONS; dead++) {
            try {
                return query(phone);
            } catch (SQLException e) {
                if (!isConnectionDead(e)) {
                    throw e;
                }
            }
        }
        return query(phone);
    }

    /** SQLSTATE classes 08 (connection exception) and 57P0x (the server has shut down), but not that there is none to be had. */
    private static boolean isConnectionDead(SQLException e) {
        String state = e.getSQLState();
        return !(e instanceof SQLTransientConnectionException)
                && state != null
                && (state.startsWith("08") || state.startsWith("57P0"));
    }

    private Optional<Account> query(PhoneNumber phone) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setString(1, phone.e164());
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    return Optional.empty();
                }
                Optional<Credential> credential =
                        Optional.ofNullable(rows.getBytes(1)).map(Credential::ofSha256);
                return Optional.of(new Account(phone, credential, allowedRecipients(rows.getArray(2))));
            }
        }
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
