package dev.doubletick.deployment.place;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real script in a checkout that looks as if it had been built, with a {@code java} that prints what it is started with: what
 * {@code .ci/run} plays once for real takes too long for each way to call it.
 */
class ScriptIT {

    private static final Path ROOT = Path.of(System.getProperty("doubletick.root"));

    @TempDir
    private Path temporary;

    private Path jdk;

    @BeforeEach
    void makeJdk() throws IOException {
        jdk = temporary.toRealPath().resolve("a JDK");
        java("17.0.1");
    }

    @Test
    void runsFromAPathWithSpacesAndUmlauts() throws Exception {
        Path checkout = checkout("Mein Ger\u00e4t  x");

        Result up = run(checkout.resolve("doubletick"), checkout, "up", "--data", "two words");

        assertThat(up.code()).as(up.printed()).isZero();
        assertThat(up.lines())
                .contains("-XX:SharedArchiveFile=" + checkout.resolve("target/doubletick/up-17.0.1.jsa"))
                .contains(checkout.resolve("standalone/target/standalone-0.1.0.jar") + ":" + jdk.resolve("bin/java"))
                .endsWith("dev.doubletick.standalone.cli.DoubletickCommand", "up", "--data", "two words");
    }

    @Test
    void runsThroughLinksFromAnyFolder() throws Exception {
        Path checkout = checkout("real place");
        Path link = Files.createSymbolicLink(temporary.resolve("a link"), checkout.resolve("doubletick"));
        Path relative = Files.createSymbolicLink(temporary.resolve("tick"), Path.of("a link"));

        Result demo = run(relative, Path.of("/"), "demo");

        assertThat(demo.code()).as(demo.printed()).isZero();
        assertThat(demo.lines())
                .contains(checkout.resolve("sample-app/target/sample-app-0.1.0.jar") + ":" + jdk.resolve("bin/java"))
                .endsWith("dev.doubletick.sample.Demo");
        assertThat(link).isSymbolicLink();
    }

    @Test
    void opensAllFilesInTheLocaleC() throws Exception {
        Path checkout = checkout("checkout");

        Result demo = run(checkout.resolve("doubletick"), checkout, Map.of("LC_ALL", "C"), "demo");

        assertThat(demo.lines()).contains("-Dsun.stdout.encoding=US-ASCII");
        assertThat(demo.lines().get(0)).containsPattern("^LC_ALL=.*\\.(utf8|UTF-8)$");
    }

    @Test
    void saysWhyItCannotRun() throws Exception {
        Path checkout = checkout("checkout");
        java("11.0.2");
        assertThat(run(checkout.resolve("doubletick"), checkout, "demo").printed())
                .isEqualTo("doubletick: needs a JDK, 17 or newer; this is 11.0.2.\n");
        Files.delete(jdk.resolve("bin/java"));
        assertThat(run(checkout.resolve("doubletick"), checkout, "demo").printed())
                .isEqualTo(
                        "doubletick: needs a JDK, 17 or newer, on the PATH or at JAVA_HOME (which is " + jdk + ").\n");
    }

    @Test
    void refusesPathsThatJavaCannotLoadFrom() throws Exception {
        for (String name : List.of("with \ud83d\ude00", "with:colon")) {
            Path checkout = checkout(name);

            Result refused = run(checkout.resolve("doubletick"), checkout, "demo");

            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.printed())
                    .startsWith("doubletick: cannot run from ")
                    .endsWith("Move this folder.\n");
        }
    }

    private void java(String version) throws IOException {
        Files.createDirectories(jdk.resolve("bin"));
        String text =
                """
                #!/bin/sh
                if [ "$1" = -version ]; then
                  echo 'openjdk version "VERSION" 2021-10-19' >&2
                  exit 0
                fi
                echo "LC_ALL=$LC_ALL"
                for argument; do
                  echo "$argument"
                  case "$argument" in -XX:ArchiveClassesAtExit=*) echo READY ;; esac
                done
                """;
        Files.writeString(jdk.resolve("bin/java"), text.replace("VERSION", version));
        Files.setPosixFilePermissions(jdk.resolve("bin/java"), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** What a build leaves behind, as far as the script looks at it. */
    private Path checkout(String name) throws IOException {
        Path checkout = Files.createDirectories(temporary.toRealPath().resolve(name));
        Files.copy(ROOT.resolve("doubletick"), checkout.resolve("doubletick"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.copy(ROOT.resolve("pom.xml"), checkout.resolve("pom.xml"));
        for (String module : List.of("standalone", "sample-app", "benchmark")) {
            Path target = Files.createDirectories(checkout.resolve(module).resolve("target"));
            Files.createFile(target.resolve(module + "-0.1.0.jar"));
            Files.writeString(
                    target.resolve("classpath"), jdk.resolve("bin/java").toString());
        }
        Path built =
                Files.createDirectories(checkout.resolve("target/doubletick")).resolve("built");
        Files.createFile(built);
        Files.setLastModifiedTime(built, FileTime.from(Instant.now().plusSeconds(60)));
        return checkout;
    }

    private Result run(Path script, Path folder, String... arguments) throws IOException, InterruptedException {
        return run(script, folder, Map.of("LC_ALL", "C.UTF-8"), arguments);
    }

    private Result run(Path script, Path folder, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(script.toString()).directory(folder.toFile()).redirectErrorStream(true);
        builder.command().addAll(List.of(arguments));
        builder.environment().put("JAVA_HOME", jdk.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), printed);
    }

    private record Result(int code, String printed) {
        List<String> lines() {
            return printed.lines().toList();
        }
    }
}
