package dev.doubletick.deployment.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docker compose up} without an engine. */
class ComposeIT {

    private static final Path ROOT = Path.of(System.getProperty("doubletick.root"));

    @Test
    void servesPhonesOverRestartsAndAKill(@TempDir Path folder) throws Exception {
        requireNamespaces();
        Path printed = folder.resolve("trial.log");
        Path scratch = Files.createDirectories(folder.resolve("trial"));
        List<String> command = new ArrayList<>(
                List.of("unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String property : List.of("doubletick.hivemq.version", "doubletick.broker.jvm.args", "java.io.tmpdir")) {
            command.add("-D" + property + "=" + System.getProperty(property));
        }
        command.addAll(List.of("-Dstdout.encoding=UTF-8", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(ComposeTrial.class.getName(), ROOT.toString(), scratch.toString()));

        Process trial = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        try {
            assertThat(trial.waitFor(240, TimeUnit.SECONDS))
                    .as(() -> "it ends: " + read(printed))
                    .isTrue();
            assertThat(trial.exitValue()).as(() -> read(printed)).isZero();
            assertThat(Files.readString(printed)).contains("all services have ended in time");
        } finally {
            trial.destroyForcibly();
        }
    }

    @Test
    void whatTheOperatorMustSetIsAskedForInWords() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ComposeFile.read(ROOT.resolve("docker-compose.yml"), Map.of()))
                .withMessageContaining("set ");
    }

    /** Where programs or rights are missing nothing can be run; the project's own build says that this must not be. */
    private static void requireNamespaces() throws InterruptedException {
        String why = "";
        try {
            Shell.run("unshare", "--net", "--mount", "--pid", "--fork", "ip", "link", "add", "lan", "type", "bridge");
            Shell.run("setpriv", "--version");
            Shell.run("curl", "--version");
            if (!Files.isDirectory(Path.of("/usr/lib/postgresql"))) {
                why = "no PostgreSQL server of Debian's packages";
            }
        } catch (IOException e) {
            why = String.valueOf(e.getMessage());
        }
        if (!why.isEmpty()) {
            String notice = "docker-compose.yml was not run, for want of namespaces or programs: " + why;
            if (System.getenv("CI") != null) {
                fail(notice);
            }
            abort(notice);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return String.valueOf(e);
        }
    }
}
