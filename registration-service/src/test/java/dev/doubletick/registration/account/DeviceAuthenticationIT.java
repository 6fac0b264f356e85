package dev.doubletick.registration.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.database.Database;
import dev.doubletick.registration.http.HttpServer;
import dev.doubletick.registration.testing.Answer;
import dev.doubletick.registration.testing.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceAuthenticationIT {

    private static final PhoneNumber ALICE = PhoneNumber.ofE164("+4915112345678");
    private static final PhoneNumber BOB = PhoneNumber.ofE164("+4915112345679");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static Database database;
    private static HttpServer server;
    private static String credential;

    @BeforeAll
    static void start() {
        database = Database.open(TestDatabase.create());
        DeviceAuthentication authentication = new DeviceAuthentication(database.jdbi());
        server = HttpServer.start(
                "127.0.0.1",
                0,
                (routes, executor) -> routes.get(
                        "/me",
                        ctx -> ctx.json(
                                Map.of("phone", authentication.require(ctx).e164()))));
        credential = issue(ALICE);
        issue(BOB);
    }

    @AfterAll
    static void stop() {
        server.close();
        database.close();
    }

    private static String issue(PhoneNumber phone) {
        Accounts accounts = new Accounts(new SecureRandom());
        return database.jdbi()
                .inTransaction(transaction -> accounts.issueCredentials(transaction, List.of(phone), Instant.EPOCH))
                .values()
                .iterator()
                .next()
                .text();
    }

    @Test
    void knowsThePhoneByItsNumberAndCredential() throws Exception {
        Answer answer = ask("Basic " + base64("+4915112345678:" + credential));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("phone")).isEqualTo(ALICE.e164());
    }

    @Test
    void takesTheSchemeInAnyCase() throws Exception {
        assertThat(ask("bAsIc " + base64("+4915112345678:" + credential)).status())
                .isEqualTo(200);
    }

    @Test
    void refusesTheCredentialOfAnotherPhone() throws Exception {
        refused(ask("Basic " + base64("+4915112345679:" + credential)));
    }

    @Test
    void refusesACredentialThatWasReplaced() throws Exception {
        PhoneNumber carol = PhoneNumber.ofE164("+4915112345670");
        String old = issue(carol);
        assertThat(ask("Basic " + base64(carol.e164() + ":" + old)).status()).isEqualTo(200);

        issue(carol);

        refused(ask("Basic " + base64(carol.e164() + ":" + old)));
    }

    @Test
    void answersAnUnknownNumberAsAWrongCredential() throws Exception {
        Answer unknown = refused(ask("Basic " + base64("+4915100000000:" + credential)));
        Answer wrong = refused(ask("Basic " + base64("+4915112345678:" + "A".repeat(43))));

        assertThat(unknown.text("detail")).isEqualTo(wrong.text("detail"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "+4915112345678",
                "+4915112345678:",
                ":CREDENTIAL",
                "4915112345678:CREDENTIAL",
                "++4915112345678:CREDENTIAL",
                "+49 151 12345678:CREDENTIAL",
                "+04915112345678:CREDENTIAL",
                "+\u0664\u0669\u0661\u0665\u0661\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668:CREDENTIAL",
                "+4915112345678:CREDENTIAL ",
                "+4915112345678:CREDENTIAL\n",
                "+4915112345678: CREDENTIAL",
                "+4915112345678:CREDENTIAL\u0000",
            })
    void refusesWhatIsNoPairOfNumberAndCredential(String pair) throws Exception {
        refused(ask("Basic " + base64(pair.replace("CREDENTIAL", credential))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic", "Basic ", "Basic !!!!", "Basic %2B49", "Bearer abc", "Digest username=x", "x"})
    void refusesOtherHeaders(String header) throws Exception {
        refused(ask(header));
    }

    @Test
    void challengesWhoSaysNothing() throws Exception {
        refused(send(HttpRequest.newBuilder(uri())));
    }

    private static Answer refused(Answer answer) {
        answer.isProblem(401, "unauthorized");
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Basic realm=\"doubletick\", charset=\"UTF-8\"");
        assertThat(answer.http().body()).doesNotContain(credential).doesNotContain("4915112345678");
        return answer;
    }

    private static Answer ask(String authorization) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri()).header("Authorization", authorization));
    }

    private static Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return new Answer(CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    }

    private static URI uri() {
        return URI.create("http://127.0.0.1:" + server.port() + "/me");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
