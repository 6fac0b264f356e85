package dev.doubletick.deployment.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.standalone.cli.DoubletickCommand;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An app built from the SDK's README alone, in a project of its own, against {@code doubletick up}. */
class AppBuildIT {

    private static final Path ROOT = Path.of(System.getProperty("doubletick.root"));
    private static final String TRIAL = "http://127.0.0.1:8080";
    private static final String PHONE = "+4915112345678";
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final Readme readme = Readme.read(ROOT);

    @Test
    void theFirstProgramGetsItsTickAndEnds() throws Exception {
        Path data = folder.resolve("data");
        try (Child up = new Child(
                folder, command("up", "--mqtt-port=0", "--ws-port=0", "--http-port=0", "--data", data.toString()))) {
            String http = http(up.awaitOutput("READY ", START).output());
            provision(http, data);
            AppProject app = new AppProject(ROOT, folder);
            app.build(readme.dependency(), "FirstMessage", readme.program().replace(TRIAL, http), "");

            try (Child program = app.run("FirstMessage")) {
                program.awaitOutput("Code: ", SOON).type(code(http));

                assertThat(program.exitCode(SOON)).as(program.output()).isZero();
                assertThat(program.output().lines().filter(line -> line.endsWith("Hello! is SENT")))
                        .as(program.output())
                        .hasSize(1);
                assertThat(program.output()).doesNotContain("FAILED", "Exception");
            }
        }
    }

    @Test
    void anAppHasNothingOfTheServersOrTestsOnItsClassPath() throws Exception {
        AppProject app = new AppProject(ROOT, folder);
        // By the bom this time, which names the version.
        app.build(
                readme.dependency().replaceFirst("<version>.*</version>", ""),
                "FirstMessage",
                readme.program(),
                """
                <dependencyManagement><dependencies><dependency>
                  <groupId>dev.doubletick</groupId><artifactId>bom</artifactId><version>0.1.0-SNAPSHOT</version>
                  <type>pom</type><scope>import</scope>
                </dependency></dependencies></dependencyManagement>
                """);

        List<Path> libraries = app.libraries();
        assertThat(libraries.stream().map(jar -> jar.getFileName().toString().replaceFirst("-[0-9].*", "")))
                .containsExactlyInAnyOrder(
                        "annotations",
                        "error_prone_annotations",
                        "gson",
                        "jspecify",
                        "kotlin-stdlib",
                        "mobile-sdk",
                        "okhttp-jvm",
                        "okio-jvm",
                        "org.eclipse.paho.mqttv5.client",
                        "protobuf-javalite",
                        "protocol",
                        "slf4j-api",
                        "sqlite-jdbc");
        long bytes = 0;
        for (Path jar : libraries) {
            bytes += Files.size(jar);
            if (jar.getFileName().toString().matches("(mobile-sdk|protocol)-.*")) {
                assertThat(Files.size(jar)).as(jar.toString()).isLessThan(500_000);
                assertThat(entries(jar))
                        .noneMatch(name ->
                                name.matches(".*(/server/|Test\\.class|IT\\.class|Contract.*|protocol/WakeUp.*)"));
            }
        }
        assertThat(bytes).as("all that an app on a JVM brings with it").isLessThan(30_000_000);
    }

    private static List<String> entries(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().map(ZipEntry::getName).toList();
        }
    }

    /** What the README says to do before, on this stack. */
    private void provision(String http, Path data) throws Exception {
        List<String> words = readme.provision().stream()
                .map(word -> word.replace(TRIAL, http).replace("doubletick-data", data.toString()))
                .toList();
        try (Child provision = new Child(folder, command(words.toArray(new String[0])))) {
            assertThat(provision.exitCode(SOON)).as(provision.output()).isZero();
        }
    }

    private static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(Child.java()));
        command.addAll(List.of(System.getProperty("doubletick.broker.jvm.args").split(" ")));
        command.addAll(List.of(
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                "-cp",
                System.getProperty("java.class.path"),
                DoubletickCommand.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static String http(String ready) {
        Matcher address = Pattern.compile("READY .* http=(\\S+)").matcher(ready);
        assertThat(address.find()).as(ready).isTrue();
        return address.group(1);
    }

    private static String code(String http) throws Exception {
        String texts = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(http + "/fake/sms?phone=" + PHONE))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        Matcher code = Pattern.compile("\\b[0-9]{6}\\b").matcher(texts);
        assertThat(code.find()).as(texts).isTrue();
        return code.group();
    }
}
