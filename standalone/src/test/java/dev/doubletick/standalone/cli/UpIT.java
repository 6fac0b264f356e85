package dev.doubletick.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.doubletick.standalone.testing.ChildUp;
import dev.doubletick.standalone.testing.Http;
import dev.doubletick.standalone.testing.Mqtt;
import dev.doubletick.standalone.testing.Processes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpIT {

    /** It takes about five seconds, and nine at most by its own clock; a busy machine has a little more to leave the process. */
    private static final Duration STOP = Duration.ofSeconds(15);

    private static final Duration REFUSAL = Duration.ofSeconds(30);

    @TempDir
    private Path temporary;

    private Path data;

    @BeforeEach
    void prepare() throws IOException {
        data = temporary.toRealPath().resolve("data");
    }

    @Test
    void saysReadyOnceRefusesASecondAndEndsCleanlyOnSigterm() throws Exception {
        try (ChildUp up = ChildUp.start(temporary, data).awaitReady();
                ChildUp second = ChildUp.start(temporary, data)) {
            assertThat(second.exitCode(REFUSAL)).isEqualTo(1);
            assertThat(second.err())
                    .isEqualTo("doubletick: The data folder " + data + " is in use by another doubletick.\n");
            assertThat(second.out()).doesNotContain("READY");
            assertThat(new Http(up.http()).get("/readyz").statusCode()).isEqualTo(200);
            assertThat(Mqtt.connackReason(up.mqtt(), "4915100000000", "guessed"))
                    .isGreaterThanOrEqualTo(0x80);
            assertThat(Processes.postgres(data)).isNotEmpty();

            up.signal("TERM");

            assertThat(up.exitCode(STOP)).isEqualTo(143);
            assertThat(up.out().lines().filter(line -> line.startsWith("READY ")))
                    .hasSize(1);
            assertThat(up.out().lines().reduce((first, last) -> last).orElseThrow())
                    .startsWith("READY ");
            assertThat(up.err()).isEmpty();
        }
        assertThat(Processes.postgres(data)).isEmpty();
    }

    @Test
    void startsAgainAfterItWasKilledWithAndWithoutItsPostgres() throws Exception {
        String phone = "+4915112345678";
        String verification;
        String code;
        try (ChildUp first = ChildUp.start(temporary, data).awaitReady()) {
            verification = new Http(first.http()).verification(phone);
            code = new Http(first.http()).code(phone);
            first.process().destroyForcibly().waitFor();
        }
        assertThat(Processes.postgres(data)).as("left behind").isNotEmpty();

        try (ChildUp second = ChildUp.start(temporary, data).awaitReady()) {
            second.process().destroyForcibly().waitFor();
            Processes.postgres(data).forEach(ProcessHandle::destroyForcibly);
            await().until(() -> Processes.postgres(data).isEmpty());
        }

        try (ChildUp third = ChildUp.start(temporary, data).awaitReady()) {
            JsonNode confirmed = new Http(third.http()).confirm(verification, code);
            assertThat(confirmed.path("phone").asText()).isEqualTo(phone);
            String credential = confirmed.path("credential").asText();
            assertThat(Mqtt.connackReason(third.mqtt(), phone.substring(1), "wrong-" + credential))
                    .isGreaterThanOrEqualTo(0x80);
            assertThat(Mqtt.connackReason(third.mqtt(), phone.substring(1), credential))
                    .isZero();
            assertThatLogsHoldNone(phone.substring(1), code, credential);

            String interruption = Processes.interruption();
            third.signal(interruption);

            assertThat(third.exitCode(STOP)).isEqualTo(interruption.equals("INT") ? 130 : 143);
            assertThat(third.err()).isEmpty();
        }
        assertThat(Processes.postgres(data)).isEmpty();
    }

    /** All three runs wrote there: broker, service and PostgreSQL. */
    private void assertThatLogsHoldNone(String... secrets) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("logs"))) {
            List<Path> logs = files.toList();
            assertThat(logs).hasSizeGreaterThanOrEqualTo(2);
            for (Path log : logs) {
                for (String secret : secrets) {
                    // Not inside of an id.
                    assertThat(Files.readString(log))
                            .as("%s", log)
                            .doesNotContainPattern("(?<![0-9a-fA-F-])" + Pattern.quote(secret) + "(?![0-9a-fA-F-])");
                }
            }
        }
    }

    @Test
    void endsInTimeWithAPostgresThatDoesNotAndFindsEverythingAgain() throws Exception {
        String phone = "+4915112345678";
        String verification;
        String code;
        String neighbour = "+4915112345679";
        String credential;
        try (ChildUp up = ChildUp.start(temporary, data).awaitReady()) {
            verification = new Http(up.http()).verification(phone);
            code = new Http(up.http()).code(phone);
            // Who asks for a code does not wait for the disk, and a kill may cost another text. Who gets an account
            // does, and then all
            // is on disk that was committed before.
            String other = new Http(up.http()).verification(neighbour);
            credential = new Http(up.http())
                    .confirm(other, new Http(up.http()).code(neighbour))
                    .path("credential")
                    .asText();
            for (ProcessHandle hanging : Processes.postgres(data)) {
                Processes.signal(hanging, "STOP");
            }

            up.signal("TERM");

            assertThat(up.exitCode(STOP)).isEqualTo(143);
        }
        assertThat(Processes.postgres(data)).isEmpty();
        try (ChildUp up = ChildUp.start(temporary, data).awaitReady()) {
            assertThat(new Http(up.http())
                            .confirm(verification, code)
                            .path("phone")
                            .asText())
                    .isEqualTo(phone);
            assertThat(Mqtt.connackReason(up.mqtt(), neighbour.substring(1), credential))
                    .isZero();
        }
    }

    @Test
    void aTakenPortIsRefusedAndNothingIsLeftRunning() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ChildUp up = ChildUp.start(temporary, data, "--mqtt-port=" + taken.getLocalPort())) {
            assertThat(up.exitCode(REFUSAL)).isEqualTo(1);
            assertThat(up.err().lines()).singleElement().asString().contains("Port " + taken.getLocalPort());
        }
        assertThat(Processes.postgres(data)).isEmpty();
    }

    @Test
    void aSignalDuringTheStartLeavesNothingRunning() throws Exception {
        try (ChildUp up = ChildUp.start(temporary, data)) {
            await().atMost(REFUSAL).until(() -> up.out().contains("Starting PostgreSQL"));
            up.signal("TERM");

            assertThat(up.exitCode(Duration.ofSeconds(60))).isEqualTo(143);
            assertThat(up.err()).isEmpty();
        }
        assertThat(Processes.postgres(data)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"--mqtt-port=x, 2", "--mqtt-port=65536, 1", "--no-such-option, 2"})
    void badOptionsAreRefused(String option, int exitCode) throws Exception {
        try (ChildUp up = ChildUp.start(temporary, data, option)) {
            assertThat(up.exitCode(REFUSAL)).isEqualTo(exitCode);
            assertThat(up.err()).isNotBlank().doesNotContain("\tat ");
        }
        assertThat(Files.exists(data)).isFalse();
    }
}
