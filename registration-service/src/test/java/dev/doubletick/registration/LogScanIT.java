package dev.doubletick.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.doubletick.registration.database.DatabaseConfig;
import dev.doubletick.registration.testing.Answer;
import dev.doubletick.registration.testing.ServiceProcess;
import dev.doubletick.registration.testing.Sql;
import dev.doubletick.registration.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole run of the service, as it is shipped but with all that DEBUG has to say, and then a look at its log. */
class LogScanIT {

    private static final String AREA = "4915112330";
    private static final String GATEWAY_SECRET = "gateway-secret-gateway-secret";
    private static final String TWILIO_SECRET = "twilio-secret-twilio-secret";
    private static final String SMPP_SECRET = "smppsec1";
    private static final Pattern CODE = Pattern.compile("\\b[0-9]{6}\\b");
    private static final Pattern REQUEST_ID = Pattern.compile("X-Request-Id: ([0-9a-f-]{36})");

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> secrets = new CopyOnWriteArrayList<>();
    private final List<String> requestIds = new ArrayList<>();
    private final List<String> texts = new CopyOnWriteArrayList<>();
    private HttpServer gateway;
    /** Known once it listens. */
    private URI service = URI.create("http://127.0.0.1");

    @BeforeEach
    void startGateway() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/", this::handle);
        gateway.start();
    }

    @AfterEach
    void stopGateway() {
        gateway.stop(0);
    }

    /** One that is Twilio and refuses, repeating what it was told; and one that takes what does not end in 9. */
    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        boolean twilio = exchange.getRequestURI().getPath().contains("Accounts");
        if (!twilio) {
            texts.add(body);
            Matcher code = CODE.matcher(body);
            if (code.find()) {
                secrets.add(code.group());
            }
        }
        byte[] answer = ("{\"code\":21211,\"message\":\"not for me: " + body.replace('"', '\'') + "\"}")
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(twilio ? 400 : body.contains("9\"") ? 500 : 200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private Map<String, String> variables() {
        String url = "http://127.0.0.1:" + gateway.getAddress().getPort();
        return Map.ofEntries(
                Map.entry("DOUBLETICK_LOG_LEVEL", "DEBUG"),
                Map.entry("DOUBLETICK_SENDERS", "smpp,twilio,http"),
                Map.entry("DOUBLETICK_SMPP_ADDRESS", "127.0.0.1:1"),
                Map.entry("DOUBLETICK_SMPP_SYSTEM_ID", "doubletick"),
                Map.entry("DOUBLETICK_SMPP_PASSWORD", SMPP_SECRET),
                Map.entry("DOUBLETICK_SMPP_SOURCE", "Doubletick"),
                Map.entry("DOUBLETICK_TWILIO_API", url),
                Map.entry("DOUBLETICK_TWILIO_ACCOUNT_SID", "AC" + "0".repeat(32)),
                Map.entry("DOUBLETICK_TWILIO_AUTH_TOKEN", TWILIO_SECRET),
                Map.entry("DOUBLETICK_TWILIO_FROM", "+15005550006"),
                Map.entry("DOUBLETICK_SMS_GATEWAY_URL", url + "/sms?to={to}"),
                Map.entry("DOUBLETICK_SMS_GATEWAY_AUTHORIZATION", "Bearer " + GATEWAY_SECRET));
    }

    @Test
    void aLogHoldsEveryRequestAndNoSecret() throws Exception {
        DatabaseConfig database = TestDatabase.create();
        try (ServiceProcess process = ServiceProcess.start(folder, database, variables())) {
            service = process.awaitListening();

            registerInAllWays();
            askForWhatIsRefused();
            meetAFault(database);

            await().untilAsserted(() -> assertThat(process.log()).contains(requestIds));
            assertThat(requestIds).hasSizeGreaterThan(25).doesNotHaveDuplicates();
            assertNoSecret(process.log() + process.err());
        }
    }

    private void registerInAllWays() {
        for (int i = 0; i < 3; i++) {
            String phone = "+" + AREA + "00" + i;
            Answer requested = post("/v1/verifications", "{\"phone\":\"" + phone + "\"}");
            assertThat(requested.status()).isEqualTo(201);
            String path = "/v1/verifications/" + requested.text("id") + "/code";
            String code = secrets.get(secrets.size() - 1);
            String wrong = code.equals("000000") ? "000001" : "000000";
            post(path, "{\"code\":\"" + wrong + "\"}").isProblem(403, "wrong-code");
            Answer checked = post(path, "{\"code\":\"" + code + "\"}");
            assertThat(checked.status()).isEqualTo(200);
            secrets.add(checked.text("credential"));
            post(path, "{\"code\":\"" + code + "\"}").isProblem(410, "verification-used");
            post("/v1/verifications", "{\"phone\":\"" + phone + "\"}").isProblem(429, "too-early");
        }
        Answer created = send(request("/v1/operator/accounts")
                .header("Authorization", "Bearer " + ServiceProcess.OPERATOR_TOKEN)
                .POST(HttpRequest.BodyPublishers.ofString("{\"phones\":[\"+" + AREA + "100\"]}")));
        secrets.add(created.json().at("/accounts/0/credential").asText());
    }

    private void askForWhatIsRefused() throws IOException {
        post("/v1/verifications", "{\"phone\":\"+" + AREA + "009\"}").isProblem(502, "code-not-sent");
        post("/v1/verifications", "{\"phone\":\"+" + AREA + "200\",\"channel\":\"voice\"}")
                .isProblem(400, "channel-unavailable");
        post("/v1/verifications", "{\"phone\":\"+" + AREA + "201 ext. 5\"}").isProblem(400, "invalid-phone-number");
        post("/v1/verifications", "{\"phone\":+" + AREA + "201}").isProblem(400, "invalid-json");
        post("/v1/verifications", "{\"phone\":\"+" + AREA + "201\"}" + " ".repeat(20_000))
                .isProblem(413, "body-too-large");
        post("/v1/verifications/+" + AREA + "201/code", "{\"code\":\"123456\"}").isProblem(404, "unknown-verification");
        send(request("/v1/operator/accounts")
                        .header("Authorization", "Bearer wrong-but-secret-wrong-but-secret")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"phones\":[\"+" + AREA + "201\"]}")))
                .isProblem(401, "unauthorized");
        send(request("/nothing?phone=%2B" + AREA + "201")).isProblem(404, "not-found");
        send(request("/v1/verifications?phone=%2B" + AREA + "201")).isProblem(405, "method-not-allowed");
        assertThat(send(request("/healthz")).status()).isEqualTo(200);
        raw("NONSENSE +" + AREA + "201\r\n\r\n");
        raw("GET /healthz HTTP/1.1\r\nHost: x\r\nX-Phone: +" + AREA + "201" + "y".repeat(20_000) + "\r\n\r\n");
    }

    private void meetAFault(DatabaseConfig database) throws Exception {
        String phone = "+" + AREA + "300";
        Sql.execute(database, "alter table verification_session add constraint fault check (phone <> '" + phone + "')");
        post("/v1/verifications", "{\"phone\":\"" + phone + "\"}").isProblem(500, "internal");
    }

    private void assertNoSecret(String log) {
        assertThat(texts).hasSizeGreaterThanOrEqualTo(4);
        assertThat(log)
                .as("numbers")
                .doesNotContain(AREA, AREA.substring(2), "1%2B")
                .as("what others authorize us with")
                .doesNotContain(GATEWAY_SECRET, TWILIO_SECRET, SMPP_SECRET)
                .as("what others authorize themselves with")
                .doesNotContain(ServiceProcess.OPERATOR_TOKEN, "wrong-but-secret", ServiceProcess.OTP_KEY);
        for (String secret : secrets) {
            // Not inside of a request id.
            assertThat(log).doesNotContainPattern("(?<![0-9a-fA-F-])" + Pattern.quote(secret) + "(?![0-9a-fA-F-])");
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(service.resolve(path));
    }

    private Answer post(String path, String json) {
        return send(request(path).POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            Answer answer = new Answer(client.send(request.build(), HttpResponse.BodyHandlers.ofString()));
            requestIds.add(answer.header("X-Request-Id"));
            return answer;
        } catch (IOException e) {
            throw new AssertionError("no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.getPort())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher id = REQUEST_ID.matcher(answer);
            assertThat(id.find()).as(answer).isTrue();
            requestIds.add(id.group(1));
        }
    }
}
