package dev.doubletick.standalone.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doubletick.registration.database.DatabaseConfig;
import dev.doubletick.standalone.testing.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPostgresIT {

    @TempDir
    private Path temporary;

    private Path folder;
    private Path passwordFile;

    @BeforeEach
    void prepare() throws IOException {
        folder = Files.createDirectory(temporary.toRealPath().resolve("postgres"));
        passwordFile = Files.writeString(temporary.resolve("password"), "open sesame\n");
    }

    private LocalPostgres start() {
        return LocalPostgres.start(folder, passwordFile, temporary.resolve("postgres.log"));
    }

    /** The embedding library locks this file until its process ends; here, that is the test's. */
    private void letGoAsAKilledProcessDoes() throws IOException {
        Files.delete(folder.resolve("data/epg-lock"));
    }

    private static String query(DatabaseConfig config, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(config.url(), config.user(), config.password());
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (ResultSet rows = statement.getResultSet()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }

    @Test
    void asksForThePasswordAndWritesThroughToTheDisk() throws Exception {
        try (LocalPostgres postgres = start()) {
            DatabaseConfig config = postgres.config();
            assertThat(query(config, "show fsync")).isEqualTo("on");
            assertThat(query(config, "show synchronous_commit")).isEqualTo("on");
            assertThat(query(config, "show server_version")).startsWith("18");
            assertThat(query(config, "select current_database()")).isEqualTo("doubletick");
            assertThatThrownBy(() -> query(new DatabaseConfig(config.url(), config.user(), "wrong"), "select 1"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void endsAServerThatAKilledProcessLeftBehindAndKeepsItsData() throws Exception {
        LocalPostgres abandoned = start();
        query(abandoned.config(), "create table kept as select 42 as answer");
        List<ProcessHandle> orphans = Processes.postgres(folder);
        assertThat(orphans).isNotEmpty();
        letGoAsAKilledProcessDoes();

        try (LocalPostgres next = start()) {
            assertThat(orphans).noneMatch(ProcessHandle::isAlive);
            assertThat(query(next.config(), "select answer from kept")).isEqualTo("42");
        }
        assertThat(Processes.postgres(folder)).isEmpty();
    }

    @Test
    void startsAfterTheServerItselfWasKilled() throws Exception {
        LocalPostgres killed = start();
        query(killed.config(), "create table kept as select 42 as answer");
        List<ProcessHandle> processes = Processes.postgres(folder);
        processes.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle process : processes) {
            process.onExit().join();
        }
        assertThat(folder.resolve("data/postmaster.pid")).exists();
        letGoAsAKilledProcessDoes();

        try (LocalPostgres next = start()) {
            assertThat(query(next.config(), "select answer from kept")).isEqualTo("42");
        }
    }

    @Test
    void isNotFooledByANumberThatAnotherProcessGot() throws Exception {
        start().close();
        Files.writeString(
                folder.resolve("data/postmaster.pid"),
                ProcessHandle.current().pid() + "\n" + folder.resolve("data") + "\n0\n1\n\n127.0.0.1\n");

        try (LocalPostgres next = start()) {
            assertThat(query(next.config(), "select 1")).isEqualTo("1");
        }
        assertThat(ProcessHandle.current().isAlive()).isTrue();
    }

    @Test
    void beginsAnewWhenTheFirstStartWasInterrupted() throws Exception {
        start().close();
        Files.delete(folder.resolve("complete"));
        Files.delete(folder.resolve("data/global/pg_control"));
        Path program;
        try (Stream<Path> programs = Files.list(folder.resolve("program"))) {
            program = programs.findFirst().orElseThrow();
        }
        Files.delete(program.resolve(".exists"));
        Files.writeString(program.resolve("bin/initdb"), "half");

        try (LocalPostgres next = start()) {
            assertThat(query(next.config(), "select 1")).isEqualTo("1");
        }
    }

    @Test
    void saysWhereTheLogIsWhenItDoesNotStart() throws Exception {
        start().close();
        Files.writeString(folder.resolve("data/postgresql.conf"), "shared_buffers = 'nonsense'\n");
        Path log = temporary.resolve("postgres.log");

        assertThatThrownBy(() -> LocalPostgres.start(folder, passwordFile, log, Duration.ofSeconds(3)))
                .isInstanceOf(PostgresStartException.class)
                .hasMessageContaining(log.toString());
        assertThat(Processes.postgres(folder)).isEmpty();
    }
}
