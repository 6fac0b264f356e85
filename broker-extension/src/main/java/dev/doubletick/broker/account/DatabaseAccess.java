package dev.doubletick.broker.account;

import dev.doubletick.broker.BrokerConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Properties;
import org.postgresql.Driver;

/** Connections of their own to the accounts' database, beside the pools, and whether our tables are there. Blocking. */
final class DatabaseAccess {

    /** The first of our tables that is not there. Asked of the catalogue, because a query that fails is an error in PostgreSQL's log. */
    private static final String MISSING_TABLE =
            """
            select name from unnest(array['account', 'device_credential', 'allowed_recipients', 'privacy', 'block', 'contact',
                                          'mailbox_deletion', 'last_seen']) as name
            where to_regclass(name) is null limit 1
            """;

    private DatabaseAccess() {}

    /**
     * Connects, or gives up after some seconds.
     *
     * @param name what the database's administrator sees
     */
    static Connection open(BrokerConfig.Database config, String name) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", config.user());
        properties.setProperty("password", config.password());
        properties.setProperty("ApplicationName", name);
        properties.setProperty("connectTimeout", "5");
        // Also before anything is asked, when a connection may be open and nobody behind it.
        properties.setProperty("loginTimeout", "5");
        properties.setProperty("socketTimeout", "10");
        properties.setProperty("tcpKeepAlive", "true");
        Connection opened = new Driver().connect(config.url(), properties);
        if (opened == null) {
            throw new SQLException("not a PostgreSQL address");
        }
        return opened;
    }

    /**
     * Returns if the tables are there: the registration service makes them, and may start after the broker.
     *
     * @throws SQLTransientException if they are not
     */
    static void requireTables(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(MISSING_TABLE);
                ResultSet rows = statement.executeQuery()) {
            if (rows.next()) {
                throw new SQLTransientException("the table " + rows.getString(1)
                        + " is not there yet: the registration service makes it when it starts");
            }
        }
    }
}
