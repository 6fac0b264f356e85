package dev.doubletick.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.doubletick.registration.database.Database;
import dev.doubletick.registration.database.DatabaseConfig;
import dev.doubletick.registration.testing.Sql;
import dev.doubletick.registration.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service as a process of its own. */
class RegistrationMainIT {

    @TempDir
    private Path folder;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
    }

    private Process run(DatabaseConfig database, String gateway) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dlogback.configurationFile=logback-registration.xml",
                        RegistrationMain.class.getName())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        Files.writeString(folder.resolve("token"), "operator-operator-operator-operator\n");
        builder.environment()
                .putAll(Map.of(
                        "DOUBLETICK_DATABASE_URL", database.url(),
                        "DOUBLETICK_DATABASE_USER", database.user(),
                        "DOUBLETICK_DATABASE_PASSWORD", database.password(),
                        "DOUBLETICK_HTTP_PORT", "0",
                        "DOUBLETICK_BROKER_ADDRESSES", "mqtt://127.0.0.1:1883",
                        "DOUBLETICK_OTP_KEY", Base64.getEncoder().encodeToString(new byte[32]),
                        "DOUBLETICK_OPERATOR_TOKEN_FILE",
                                folder.resolve("token").toString(),
                        "DOUBLETICK_SMS_GATEWAY_URL", gateway));
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private String out() throws IOException {
        return Files.readString(folder.resolve("out"));
    }

    private void assertRefused(Process process, String start) throws Exception {
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(Files.readAllLines(folder.resolve("err")))
                .singleElement()
                .asString()
                .startsWith("doubletick registration: " + start);
    }

    @Test
    void registersAPhoneThroughAnHttpGatewayAndStopsOnSigterm() throws Exception {
        List<String> texts = new CopyOnWriteArrayList<>();
        HttpServer gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/", exchange -> {
            texts.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        gateway.start();
        try {
            Process process = run(
                    TestDatabase.create(),
                    "http://127.0.0.1:" + gateway.getAddress().getPort() + "/");
            Pattern listening = Pattern.compile("listening on port ([0-9]+)");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> listening.matcher(out()).find());
            String base = "http://127.0.0.1:" + group(listening, out()) + "/v1/verifications";

            String id = group(Pattern.compile("\"id\":\"([^\"]+)"), post(base, "{\"phone\":\"+4915112345678\"}"));
            String code = group(Pattern.compile("([0-9]{6})\\."), texts.get(0));

            assertThat(post(base + "/" + id + "/code", "{\"code\":\"" + code + "\"}"))
                    .contains("\"phone\":\"+4915112345678\"", "\"credential\":\"", "mqtt://127.0.0.1:1883");

            process.destroy();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(143);
            assertThat(Files.readString(folder.resolve("err"))).isEmpty();
        } finally {
            gateway.stop(0);
        }
    }

    @Test
    void refusesToStartWithoutADatabaseInOneLine() throws Exception {
        Process process =
                run(new DatabaseConfig("jdbc:postgresql://127.0.0.1:1/none", "nobody", "x"), "http://127.0.0.1:1/");

        assertRefused(process, "The database cannot be reached: ");
    }

    @Test
    void refusesToStartOnAnEditedMigrationInOneLine() throws Exception {
        DatabaseConfig database = TestDatabase.create();
        Database.open(database).close();
        Sql.execute(database, "update flyway_schema_history set checksum = checksum + 1 where version = '2'");

        Process process = run(database, "http://127.0.0.1:1/");

        assertRefused(process, "The database was migrated by another release: ");
    }

    @Test
    void refusesToStartWithoutAGatewayInOneLine() throws Exception {
        Process process = run(TestDatabase.create(), "");

        assertRefused(process, "DOUBLETICK_SMS_GATEWAY_URL is not set");
    }

    private static String post(String uri, String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri))
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static String group(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }
}
