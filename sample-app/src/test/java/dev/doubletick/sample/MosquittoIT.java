package dev.doubletick.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.ConnectionState;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.MessageStatus;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A device that speaks plain MQTT, by a client that knows nothing of us, and an SDK phone. */
class MosquittoIT {

    private static final PhoneNumber DEVICE = PhoneNumber.ofE164("+4915900000001");
    private static final PhoneNumber PHONE = PhoneNumber.ofE164("+4915900000002");

    @BeforeAll
    static void needsTheClients() {
        assumeTrue(
                installed("mosquitto_pub") && installed("mosquitto_sub"),
                "skipped: install mosquitto_pub and mosquitto_sub (Debian: mosquitto-clients) to run this");
    }

    @ParameterizedTest
    @CsvSource({"5,false", "311,false", "5,true"})
    void writesToAPhoneAndReadsItsAnswer(String version, boolean tls, @TempDir Path folder) throws Exception {
        Path data = folder.resolve("servers");
        try (Stage stage = Stage.set(folder, tls ? TrialServers.startWithTls(data) : TrialServers.start(data))) {
            // As the README has it.
            String[] trust = tls ? new String[] {"--cafile", data + "/ca.pem"} : new String[0];
            String credential = stage.provision(DEVICE);
            DemoPhone phone = stage.phone("phone", PHONE.e164());
            phone.adopt(Account.of(PHONE, stage.provision(PHONE), stage.brokers()));
            assertThat(phone.sees(state -> state.kind() == ConnectionState.Kind.CONNECTED))
                    .isTrue();

            run(
                    stage,
                    credential,
                    version,
                    trust,
                    "mosquitto_pub",
                    "-q",
                    "1",
                    "-t",
                    "m/" + PHONE.digits(),
                    "-m",
                    "21.5 °C");
            assertThat(phone.hasReceived(1)).isTrue();
            assertThat(phone.received().get(0).text()).contains("21.5 °C");
            assertThat(phone.received().get(0).conversation()).isEqualTo(DEVICE);

            Message answer = phone.send(DEVICE, "Thank you");
            assertThat(phone.sees(MessageStatus.SENT, List.of(answer))).isTrue();
            String received = run(
                    stage,
                    credential,
                    version,
                    trust,
                    "mosquitto_sub",
                    "-q",
                    "1",
                    "-t",
                    "m/" + DEVICE.digits() + "/+",
                    "-c",
                    "-C",
                    "1",
                    "-W",
                    "20",
                    "-v");
            assertThat(received).isEqualTo("m/" + DEVICE.digits() + "/" + PHONE.digits() + " Thank you\n");
            assertThat(phone.sees(MessageStatus.DELIVERED, List.of(answer))).isTrue();
        }
    }

    private static String run(
            Stage stage, String credential, String version, String[] trust, String program, String... arguments)
            throws Exception {
        List<String> command = new ArrayList<>(List.of(
                program,
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(stage.brokers().get(0).getPort()),
                "-V",
                version,
                "-i",
                DEVICE.digits(),
                "-u",
                DEVICE.digits(),
                "-P",
                credential));
        command.addAll(Arrays.asList(trust));
        command.addAll(Arrays.asList(arguments));
        File output = Files.createTempFile("mosquitto", ".out").toFile();
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output)
                    .start();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            String printed = Files.readString(output.toPath(), StandardCharsets.UTF_8);
            assertThat(process.exitValue()).as(printed).isZero();
            return printed;
        } finally {
            Files.delete(output.toPath());
        }
    }

    private static boolean installed(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
