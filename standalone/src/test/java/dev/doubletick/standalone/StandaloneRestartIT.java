package dev.doubletick.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doubletick.registration.database.DatabaseConfig;
import dev.doubletick.standalone.testing.Http;
import dev.doubletick.standalone.testing.Processes;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandaloneRestartIT {

    @TempDir
    private Path temporary;

    @Test
    void whatWasStoredIsThereAtTheNextStart() throws Exception {
        Path data = temporary.resolve("with space/data");
        String phone = "+4915112345678";
        String verification;
        String code;
        String token;
        try (Standalone stack = Standalone.start(StandaloneConfig.onFreePorts(data))) {
            Http http = new Http(stack.http());
            verification = http.verification(phone);
            code = http.code(phone);
            token = Files.readString(stack.operatorTokenFile());
        }
        assertThat(Processes.postgres(data.toRealPath())).isEmpty();

        try (Standalone stack = Standalone.start(StandaloneConfig.onFreePorts(data))) {
            assertThat(new Http(stack.http())
                            .confirm(verification, code)
                            .path("phone")
                            .asText())
                    .isEqualTo(phone);
            assertThat(Files.readString(stack.operatorTokenFile())).isEqualTo(token);
        }
    }

    @Test
    void anotherDatabaseCanBeUsed() throws Exception {
        try (EmbeddedPostgres other = EmbeddedPostgres.start()) {
            DatabaseConfig database = new DatabaseConfig(
                    "jdbc:postgresql://localhost:" + other.getPort() + "/postgres", "postgres", "postgres");
            try (Standalone stack = Standalone.start(new StandaloneConfig(temporary, 0, 0, 0, Optional.of(database)))) {
                assertThat(new Http(stack.http()).verification("+4915112345678"))
                        .hasSize(36);
            }
            assertThat(temporary.resolve("postgres")).doesNotExist();
        }
    }

    @Test
    void aDatabaseThatIsNotThereIsToldInOneSentence() {
        DatabaseConfig nowhere = new DatabaseConfig("jdbc:postgresql://127.0.0.1:1/none", "nobody", "");

        assertThatThrownBy(() -> Standalone.start(new StandaloneConfig(temporary, 0, 0, 0, Optional.of(nowhere))))
                .isInstanceOf(StandaloneException.class)
                .hasMessageStartingWith("The database cannot be reached: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqtt", "ws", "http"})
    void aTakenPortIsNamedAndNothingIsStarted(String name) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            StandaloneConfig config = new StandaloneConfig(
                    temporary,
                    name.equals("mqtt") ? port : 0,
                    name.equals("ws") ? port : 0,
                    name.equals("http") ? port : 0,
                    Optional.empty());

            assertThatThrownBy(() -> Standalone.start(config))
                    .isInstanceOf(StandaloneException.class)
                    .hasMessageContaining("Port " + port + " ")
                    .hasMessageContaining("--" + name + "-port");
        }
        assertThat(temporary.resolve("postgres")).doesNotExist();
    }

    @Test
    void onePortForTwoThingsIsRefused() {
        assertThatThrownBy(() -> Standalone.start(new StandaloneConfig(temporary, 18831, 18831, 0, Optional.empty())))
                .isInstanceOf(StandaloneException.class)
                .hasMessageContaining("both the mqtt port and the ws port");
    }

    @Test
    void aFolderThatCannotBeMadeIsRefused() throws Exception {
        Path file = Files.createFile(temporary.resolve("file"));

        assertThatThrownBy(() -> Standalone.start(StandaloneConfig.onFreePorts(file.resolve("data"))))
                .isInstanceOf(StandaloneException.class)
                .hasMessageContaining("cannot be used");
        assertThatThrownBy(() -> Standalone.start(StandaloneConfig.onFreePorts(temporary.resolve("$HOME"))))
                .isInstanceOf(StandaloneException.class)
                .hasMessageContaining("may not contain");
    }
}
