package dev.doubletick.standalone.postgres;

import dev.doubletick.registration.database.DatabaseConfig;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server whose data is kept in a folder and found again, also after this process or the machine was ended by
 * force. It listens on a free port of the loopback interface and asks for a password. Starting and closing block, for
 * seconds.
 */
public final class LocalPostgres implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LocalPostgres.class);

    private static final String USER = "postgres";
    private static final String DATABASE = "doubletick";
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

    private final EmbeddedPostgres postgres;
    private final Path data;
    private final String password;

    private LocalPostgres(EmbeddedPostgres postgres, Path data, String password) {
        this.postgres = postgres;
        this.data = data;
        this.password = password;
    }

    /**
     * Starts the server; at the first time it unpacks the program and creates the database.
     *
     * @param folder for this server alone; the caller has locked it
     * @param passwordFile a file that holds nothing but the password
     * @param logFile gets what the server says
     * @throws PostgresStartException if it does not start; then nothing is left running
     */
    public static LocalPostgres start(Path folder, Path passwordFile, Path logFile) {
        return start(folder, passwordFile, logFile, START_TIMEOUT);
    }

    /** With another patience than usual. */
    static LocalPostgres start(Path folder, Path passwordFile, Path logFile, Duration patience) {
        Path data = folder.resolve("data");
        Path complete = folder.resolve("complete");
        Postmaster.end(data);
        try {
            if (!Files.exists(complete)) {
                // An earlier first start was interrupted. Nothing has been stored yet.
                Trees.delete(data);
            }
            removeHalfUnpacked(folder.resolve("program"));
            String password = Files.readString(passwordFile).strip();
            LocalPostgres started = new LocalPostgres(
                    builder(folder, passwordFile, password, logFile)
                            .setDataDirectory(data)
                            .setPGStartupWait(patience)
                            .start(),
                    data,
                    password);
            started.createDatabase();
            if (!Files.exists(complete)) {
                Files.createFile(complete);
            }
            return started;
        } catch (IOException | SQLException | RuntimeException | ExceptionInInitializerError e) {
            Postmaster.end(data);
            throw new PostgresStartException("PostgreSQL did not start (" + e + "); its log is " + logFile, e);
        }
    }

    private static EmbeddedPostgres.Builder builder(Path folder, Path passwordFile, String password, Path logFile) {
        ProcessBuilder.Redirect toLog = ProcessBuilder.Redirect.appendTo(logFile.toFile());
        // A resolver of its own: unpacked programs are remembered by resolver, whatever folder they are in.
        PgBinaryResolver resolver = new PgBinaryResolver() {
            @Override
            public InputStream getPgBinary(String system, String machine) throws IOException {
                return DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine);
            }
        };
        return EmbeddedPostgres.builder()
                .setPgBinaryResolver(resolver)
                .setOverrideWorkingDirectory(folder.resolve("program").toFile())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                // These go to initdb, which takes more than locales.
                .setLocaleConfig("locale", "C")
                .setLocaleConfig("auth", "scram-sha-256")
                .setLocaleConfig("pwfile", passwordFile.toString())
                .setConnectConfig("password", password)
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("max_connections", "100")
                // The library's defaults are for tests: they give up what a crash of the machine would take.
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setOutputRedirector(toLog)
                .setErrorRedirector(toLog);
    }

    private void createDatabase() throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase(Map.of("password", password))
                        .getConnection();
                Statement statement = connection.createStatement();
                ResultSet found =
                        statement.executeQuery("select from pg_database where datname = '" + DATABASE + "'")) {
            if (!found.next()) {
                statement.execute("create database " + DATABASE);
            }
        }
    }

    private static void removeHalfUnpacked(Path programs) throws IOException {
        if (!Files.exists(programs)) {
            return;
        }
        try (Stream<Path> children = Files.list(programs)) {
            for (Path program : children.toList()) {
                // The library writes this file when all others are there, and keeps half a file if it finds one.
                if (!Files.exists(program.resolve(".exists"))) {
                    Trees.delete(program);
                }
            }
        }
    }

    /** How to reach it. */
    public DatabaseConfig config() {
        return new DatabaseConfig("jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/" + DATABASE, USER, password);
    }

    /** Kills the server, also if it hangs. It recovers at its next start, with all that was committed. */
    public void kill() {
        Postmaster.kill(data);
    }

    /** Stops the server. */
    @Override
    public void close() {
        try {
            postgres.close();
        } catch (IOException e) {
            log.error("PostgreSQL did not stop cleanly", e);
        }
        // Where pg_ctl has given up.
        Postmaster.end(data);
    }
}
