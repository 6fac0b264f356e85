package dev.doubletick.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.certificates.KeyStoreFile;
import dev.doubletick.certificates.TrialAuthority;
import dev.doubletick.standalone.testing.ChildCommand;
import dev.doubletick.standalone.testing.ChildUp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is typed: {@code up --tls}, {@code --ca}, {@code tls}. */
class TlsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path temporary;

    /** What a command printed, and how it ended. */
    private record Run(int exitCode, String out, String err) {}

    private Run run(String... arguments) throws IOException, InterruptedException {
        try (ChildCommand command = ChildCommand.start(temporary, List.of(arguments))) {
            int exitCode = command.exitCode(PATIENCE);
            return new Run(exitCode, command.out(), command.err());
        }
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void upServesByTlsAloneAndTheOperatorsCommandsBelieveItsAuthority() throws Exception {
        Path data = temporary.resolve("data");
        Path scratch = Files.createDirectory(temporary.resolve("scratch"));
        try (ChildUp up = ChildUp.start(scratch, data, "--tls").awaitReady()) {
            assertThat(up.out()).containsPattern("READY mqtts=[0-9.:]+ wss=[0-9.:]+ https=https://[0-9.:]+");
            assertThat(mode(data.resolve("ca-key.pem"))).isEqualTo("rw-------");
            assertThat(mode(data.resolve("server.p12"))).isEqualTo("rw-------");
            String[] provision = {
                "provision",
                "--http=" + up.http(),
                "--operator-token=" + data.resolve("operator-token"),
                "--count=2",
                "--first=+4915100000001",
                "--out=" + temporary.resolve("creds.csv"),
                "--ca=" + data.resolve("ca.pem")
            };

            Run strange = run(List.of(provision).subList(0, 6).toArray(String[]::new));
            assertThat(strange.exitCode()).isEqualTo(1);
            assertThat(strange.err()).startsWith("doubletick: No answer from " + up.http());

            assertThat(run(provision)).extracting(Run::exitCode, Run::err).containsExactly(0, "");
            assertThat(temporary.resolve("creds.csv")).content().hasLineCount(3);
        }
    }

    @Test
    void makesAKeyStoreForTryingAndSaysWhatIsWrongWithARealOne() throws Exception {
        Path out = temporary.resolve("secrets/tls/server.p12");
        Path authority = temporary.resolve("secrets/ca");
        Run made = run("tls", "--trial=" + authority, "--host=chat.example.org", "--readable-by-all", "--out=" + out);
        assertThat(made.err()).isEmpty();
        assertThat(made.out()).contains("Wrote " + out + ", for chat.example.org, until ");
        assertThat(mode(out)).isEqualTo("rw-r--r--");
        KeyStoreFile keyStore = new KeyStoreFile(out, KeyStoreFile.USUAL_PASSWORD);
        keyStore.read().requireFor("chat.example.org");
        keyStore.read().requireFor("localhost");
        byte[] before = Files.readAllBytes(out);

        // An authority's own certificate: a certificate and a key that fit, and not for this host.
        Path chain = authority.resolve(TrialAuthority.CERTIFICATE);
        Run wrong = run(
                "tls",
                "--chain=" + chain,
                "--key=" + authority.resolve("ca-key.pem"),
                "--host=chat.example.org",
                "--out=" + out);
        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.err())
                .startsWith("doubletick: The certificate is not for chat.example.org but for")
                .hasLineCount(1);
        assertThat(Files.readAllBytes(out)).isEqualTo(before);

        Run missing = run("tls", "--chain=" + chain, "--host=chat.example.org", "--out=" + out);
        assertThat(missing.exitCode()).isEqualTo(2);
    }
}
