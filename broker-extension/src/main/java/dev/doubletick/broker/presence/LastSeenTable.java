package dev.doubletick.broker.presence;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.doubletick.broker.BrokerConfig;
import dev.doubletick.protocol.PhoneNumber;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The table {@code last_seen} in PostgreSQL. Every call blocks, for 10 seconds at most if the database does not answer. Starting
 * does not need the database to be up.
 */
final class LastSeenTable implements LastSeenBatches.Table, AutoCloseable {

    private static final long CONNECTION_TIMEOUT_MILLIS = 3_000;

    /**
     * Numbers whose account was deleted meanwhile are passed over, and what is older than the account: that was the number's owner
     * before. Brokers that write the same phones lock rows in one order,
     * and a late batch does not undo a newer one.
     */
    private static final String SAVE =
            """
            insert into last_seen (phone, seen_at)
            select phone, to_timestamp(millis / 1000.0)
            from unnest(?::text[], ?::bigint[]) as seen (phone, millis) join account using (phone)
            where to_timestamp(millis / 1000.0) >= account.created_at
            order by phone
            on conflict (phone) do update set seen_at = greatest(last_seen.seen_at, excluded.seen_at)
            """;

    private static final String FIND =
            "select phone, (extract(epoch from seen_at) * 1000)::bigint from last_seen where phone = any(?::text[])";

    private final HikariDataSource dataSource;

    LastSeenTable(BrokerConfig.Database config) {
        HikariConfig hikari = new HikariConfig();
        hikari.setPoolName("doubletick-last-seen");
        // DriverManager does not see drivers inside an extension's class loader.
        hikari.setDriverClassName("org.postgresql.Driver");
        hikari.setJdbcUrl(config.url());
        hikari.setUsername(config.user());
        hikari.setPassword(config.password());
        hikari.setMaximumPoolSize(1);
        hikari.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        hikari.setInitializationFailTimeout(-1);
        hikari.addDataSourceProperty("socketTimeout", "10");
        hikari.addDataSourceProperty("ApplicationName", "doubletick-broker-last-seen");
        dataSource = new HikariDataSource(hikari);
    }

    /** Those of the phones that were ever seen. */
    @Override
    public Map<PhoneNumber, Instant> find(List<PhoneNumber> phones) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setArray(1, connection.createArrayOf("text", numbers(phones)));
            Map<PhoneNumber, Instant> found = new HashMap<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.put(PhoneNumber.ofE164(rows.getString(1)), Instant.ofEpochMilli(rows.getLong(2)));
                }
            }
            return found;
        }
    }

    /** Saves all or none. */
    @Override
    public void save(Map<PhoneNumber, Instant> seen) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(SAVE)) {
            statement.setArray(1, connection.createArrayOf("text", numbers(seen.keySet())));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "bigint",
                            seen.values().stream().map(Instant::toEpochMilli).toArray()));
            statement.executeUpdate();
        }
    }

    private static Object[] numbers(Collection<PhoneNumber> phones) {
        return phones.stream().map(PhoneNumber::e164).toArray();
    }

    @Override
    public void close() {
        dataSource.close();
    }
}
