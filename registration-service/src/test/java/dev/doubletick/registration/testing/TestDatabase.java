package dev.doubletick.registration.testing;

import dev.doubletick.registration.database.DatabaseConfig;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** One embedded PostgreSQL for all tests of this JVM, and an empty database for each that asks. */
public final class TestDatabase {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private TestDatabase() {}

    /** Starts with the first use; its own shutdown hook stops it. */
    private static final class Server {
        static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Creates an empty database. */
    public static DatabaseConfig create() {
        String name = "test_" + COUNT.incrementAndGet();
        try (Connection connection = Server.POSTGRES.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return config(Server.POSTGRES, name);
    }

    /**
     * Starts a server of the caller's own, which it may stop, kill and start again.
     *
     * @param data found again the next time
     * @param port 0 for any free one
     */
    public static EmbeddedPostgres start(Path data, int port) throws IOException {
        return builder(data, port).start();
    }

    /** The same with settings of the caller's own. */
    public static EmbeddedPostgres.Builder builder(Path data, int port) {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPort(port)
                // The library's defaults give up what a crash would take.
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on");
    }

    /** How to reach a database of an embedded server. */
    public static DatabaseConfig config(EmbeddedPostgres postgres, String database) {
        return new DatabaseConfig(
                "jdbc:postgresql://localhost:" + postgres.getPort() + "/" + database, "postgres", "postgres");
    }
}
