package dev.doubletick.registration.testing;

import dev.doubletick.registration.RegistrationConfig;
import dev.doubletick.registration.RegistrationServer;
import dev.doubletick.registration.contacts.LookupLimits;
import dev.doubletick.registration.database.DatabaseConfig;
import dev.doubletick.registration.operator.OperatorToken;
import dev.doubletick.registration.verification.OtpKey;
import dev.doubletick.registration.verification.VerificationSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.util.List;

/** The service on a database of its own, and a client to talk to it. */
public final class TestService implements AutoCloseable {

    public static final String BROKERS = "[\"mqtt://127.0.0.1:1883\",\"ws://127.0.0.1:8000/mqtt\"]";

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    public final MutableClock clock = new MutableClock();
    public final RecordingSender sender = new RecordingSender();
    public final OperatorToken operatorToken = OperatorToken.random(new SecureRandom());
    public final DatabaseConfig database;
    private final VerificationSettings settings;
    private final byte[] otpKey;
    private final RegistrationServer server;
    private final Contract contract;

    private TestService(DatabaseConfig database, VerificationSettings settings, byte[] otpKey) {
        this.database = database;
        this.otpKey = otpKey;
        this.settings = settings;
        RegistrationConfig config = new RegistrationConfig(
                "127.0.0.1",
                0,
                database,
                () -> List.of(URI.create("mqtt://127.0.0.1:1883"), URI.create("ws://127.0.0.1:8000/mqtt")),
                new OtpKey(otpKey),
                operatorToken,
                settings,
                LookupLimits.DEFAULT);
        this.server = RegistrationServer.start(
                config,
                sender,
                clock,
                new SecureRandom(),
                routes -> routes.get("/fault", ctx -> {
                    throw new IllegalStateException("a secret of the inside");
                }));
        this.contract =
                new Contract(new Answer(exchange(request("/v1/openapi.json").build())).json());
    }

    /** On an empty database. */
    public static TestService start() {
        return start(TestDatabase.create());
    }

    /** On this database. */
    public static TestService start(DatabaseConfig database) {
        return start(database, VerificationSettings.TRIAL);
    }

    /** On this database, with limits and rules of the test's own. */
    public static TestService start(DatabaseConfig database, VerificationSettings settings) {
        byte[] otpKey = new byte[32];
        new SecureRandom().nextBytes(otpKey);
        return new TestService(database, settings, otpKey);
    }

    /** One more instance of the same service, on the same database. */
    public TestService another() {
        return new TestService(database, settings, otpKey);
    }

    /** The port that it listens on. */
    public int port() {
        return server.port();
    }

    /** What the service says of itself. */
    public Contract contract() {
        return contract;
    }

    /** A request to a path of the service. */
    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    }

    /** Sends it, and sees to it that the answer is one that the service's description names. */
    public Answer send(HttpRequest.Builder request) {
        HttpRequest sent = request.build();
        HttpResponse<String> answer = exchange(sent);
        contract.check(sent, answer);
        return new Answer(answer);
    }

    private static HttpResponse<String> exchange(HttpRequest request) {
        try {
            return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError("no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** GET. */
    public Answer get(String path) {
        return send(request(path));
    }

    /** POST of a JSON text. */
    public Answer post(String path, String json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** Asks for a code. */
    public Answer requestCode(String phone) {
        return post("/v1/verifications", "{\"phone\":\"" + phone + "\"}");
    }

    /** Guesses a code. */
    public Answer guess(String verification, String code) {
        return post("/v1/verifications/" + verification + "/code", "{\"code\":\"" + code + "\"}");
    }

    /** Asks for a code and answers the verification's id. */
    public String verification(String phone) {
        Answer answer = requestCode(phone);
        if (answer.status() != 201) {
            throw new AssertionError(answer.http().body());
        }
        return answer.text("id");
    }

    /** A code that is not the last one sent to this phone number. */
    public String wrongCode(String phone) {
        return sender.lastCode(phone).equals("000000") ? "000001" : "000000";
    }

    /** GET as the operator. */
    public Answer getAsOperator(String path) {
        return send(request(path).header("Authorization", "Bearer " + operatorToken.text()));
    }

    /** Creates accounts as the operator. */
    public Answer createAccounts(String json) {
        return send(request("/v1/operator/accounts")
                .header("Authorization", "Bearer " + operatorToken.text())
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    @Override
    public void close() {
        server.close();
    }
}
