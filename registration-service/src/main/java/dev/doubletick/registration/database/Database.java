package dev.doubletick.registration.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;

/**
 * The pool of connections to a migrated PostgreSQL. Safe on any thread; nothing may hold a connection while it waits for
 * anything but the database. Survives a restart of PostgreSQL: meanwhile callers get a {@link JdbiException} within
 * seconds, afterwards all is as before.
 */
public final class Database implements AutoCloseable {

    /** How long a caller waits for a connection before it gives up. */
    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(5);

    private final HikariDataSource dataSource;
    private final Jdbi jdbi;
    private final String schemaVersion;

    private Database(HikariDataSource dataSource, String schemaVersion) {
        this.dataSource = dataSource;
        this.jdbi = Jdbi.create(dataSource)
                .registerArrayType(String.class, "text")
                // Not the arguments, which are phone numbers: exceptions go to the log.
                .configure(
                        StatementExceptions.class, exceptions -> exceptions.setMessageRendering(MessageRendering.NONE));
        this.schemaVersion = schemaVersion;
    }

    /**
     * Connects and migrates.
     *
     * @throws DatabaseUnusableException see {@link Migrations#apply}
     */
    public static Database open(DatabaseConfig config) {
        HikariDataSource dataSource = new HikariDataSource(pool(config));
        try {
            return new Database(dataSource, Migrations.apply(dataSource));
        } catch (RuntimeException e) {
            dataSource.close();
            throw e;
        }
    }

    private static HikariConfig pool(DatabaseConfig config) {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("registration");
        pool.setJdbcUrl(config.url());
        pool.setUsername(config.user());
        pool.setPassword(config.password());
        pool.setMaximumPoolSize(config.connections());
        pool.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
        // Migrations.apply is the first to connect, and says in words what is wrong.
        pool.setInitializationFailTimeout(-1);
        pool.addDataSourceProperty("ApplicationName", "doubletick-registration");
        pool.addDataSourceProperty("tcpKeepAlive", "true");
        pool.addDataSourceProperty("connectTimeout", "5");
        pool.addDataSourceProperty("socketTimeout", "30");
        // The server's details quote rows, and rows hold phone numbers: they must not reach the log.
        pool.addDataSourceProperty("logServerErrorDetail", "false");
        return pool;
    }

    /** SQL. */
    public Jdbi jdbi() {
        return jdbi;
    }

    /** Whether the database answers, and has the schema that this release put there. Blocks for seconds at most. */
    public boolean isReady() {
        try {
            return jdbi.withHandle(handle -> handle.createQuery(
                            "select exists (select from flyway_schema_history where version = :version and success)")
                    .bind("version", schemaVersion)
                    .mapTo(Boolean.class)
                    .one());
        } catch (JdbiException e) {
            return false;
        }
    }

    /** Closes all connections. */
    @Override
    public void close() {
        dataSource.close();
    }
}
