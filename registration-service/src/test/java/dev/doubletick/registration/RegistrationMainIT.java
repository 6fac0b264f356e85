package dev.doubletick.registration;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.doubletick.registration.database.Database;
import dev.doubletick.registration.database.DatabaseConfig;
import dev.doubletick.registration.testing.ServiceProcess;
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
import java.nio.file.Path;
import java.util.ArrayList;
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

    private final List<ServiceProcess> processes = new ArrayList<>();

    @AfterEach
    void end() {
        processes.forEach(ServiceProcess::close);
    }

    private ServiceProcess run(DatabaseConfig database, String gateway) throws IOException {
        return run(database, Map.of("DOUBLETICK_SMS_GATEWAY_URL", gateway));
    }

    private ServiceProcess run(DatabaseConfig database, Map<String, String> variables) throws IOException {
        ServiceProcess process = ServiceProcess.start(folder, database, variables);
        processes.add(process);
        return process;
    }

    private static void assertRefused(ServiceProcess process, String start) throws Exception {
        assertThat(process.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.process().exitValue()).isEqualTo(1);
        assertThat(process.err().lines()).singleElement().asString().startsWith("doubletick registration: " + start);
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
            ServiceProcess process = run(
                    TestDatabase.create(),
                    "http://127.0.0.1:" + gateway.getAddress().getPort() + "/");
            String base = process.awaitListening() + "/v1/verifications";

            String id = group(Pattern.compile("\"id\":\"([^\"]+)"), post(base, "{\"phone\":\"+4915112345678\"}"));
            String code = group(Pattern.compile("([0-9]{6})\\."), texts.get(0));

            assertThat(post(base + "/" + id + "/code", "{\"code\":\"" + code + "\"}"))
                    .contains("\"phone\":\"+4915112345678\"", "\"credential\":\"", "mqtt://127.0.0.1:1883");

            process.process().destroy();
            assertThat(process.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(process.process().exitValue()).isEqualTo(143);
            assertThat(process.err()).isEmpty();
        } finally {
            gateway.stop(0);
        }
    }

    @Test
    void refusesToStartWithoutADatabaseInOneLine() throws Exception {
        ServiceProcess process =
                run(new DatabaseConfig("jdbc:postgresql://127.0.0.1:1/none", "nobody", "x"), "http://127.0.0.1:1/");

        assertRefused(process, "The database cannot be reached: ");
    }

    @Test
    void refusesToStartOnAnEditedMigrationInOneLine() throws Exception {
        DatabaseConfig database = TestDatabase.create();
        Database.open(database).close();
        Sql.execute(database, "update flyway_schema_history set checksum = checksum + 1 where version = '2'");

        ServiceProcess process = run(database, "http://127.0.0.1:1/");

        assertRefused(process, "The database was migrated by another release: ");
    }

    @Test
    void writesCodesToTheLogInDevelopmentOnly() throws Exception {
        DatabaseConfig database = TestDatabase.create();

        assertRefused(run(database, Map.of("DOUBLETICK_SENDERS", "log")), "DOUBLETICK_SENDERS: the sender log ");

        ServiceProcess process = run(database, Map.of("DOUBLETICK_SENDERS", "log", "DOUBLETICK_PROFILE", "dev"));
        String base = process.awaitListening() + "/v1/verifications";
        String id = group(Pattern.compile("\"id\":\"([^\"]+)"), post(base, "{\"phone\":\"+4915112345678\"}"));
        String code = group(Pattern.compile("code is ([0-9]{6})\\."), process.log());
        assertThat(post(base + "/" + id + "/code", "{\"code\":\"" + code + "\"}"))
                .contains("\"credential\":\"");
    }

    @Test
    void refusesToStartWithoutAGatewayInOneLine() throws Exception {
        ServiceProcess process = run(TestDatabase.create(), "");

        assertRefused(process, "DOUBLETICK_SMS_GATEWAY_URL is not set");
    }

    @Test
    void refusesSettingsThatDoNotExistInOneLine() throws Exception {
        DatabaseConfig database = TestDatabase.create();

        assertRefused(
                run(database, Map.of("DOUBLETICK_SENDER", "log")),
                "there is no setting DOUBLETICK_SENDER; did you mean DOUBLETICK_SENDERS?");
        assertRefused(run(database, Map.of("DOUBLETICK_LOG_LEVEL", "LOUD")), "DOUBLETICK_LOG_LEVEL must be ");
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
