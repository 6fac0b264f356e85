package dev.doubletick.registration.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.registration.testing.Answer;
import dev.doubletick.registration.testing.Sql;
import dev.doubletick.registration.testing.TestService;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("NullAway.Init")
class PushTokenIT {

    private static final String ALICE = "+4915112340001";
    private static final String BOB = "+4915112340002";

    private static TestService service;
    private static String alicesCredential;
    private static String bobsCredential;

    @BeforeAll
    static void start() {
        service = TestService.start();
        alicesCredential = credential(ALICE);
        bobsCredential = credential(BOB);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static String credential(String phone) {
        return service.createAccounts("{\"phones\":[\"" + phone + "\"]}")
                .json()
                .path("accounts")
                .path(0)
                .path("credential")
                .asText();
    }

    private static Answer send(String method, String phone, String credential, String json) {
        return service.send(service.request("/v1/push-tokens")
                .header("Authorization", basic(phone, credential))
                .method(method, BodyPublishers.ofString(json)));
    }

    private static String basic(String phone, String credential) {
        return "Basic "
                + Base64.getEncoder().encodeToString((phone + ":" + credential).getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> tokens(String phone) throws SQLException {
        return Sql.column(
                service.database,
                "select token from push_token where phone = '" + phone + "' order by registered_at, id");
    }

    private static String fcm(String token) {
        return "{\"platform\":\"fcm\",\"token\":\"" + token + "\",\"appId\":\"com.example.chat\"}";
    }

    @Test
    void keepsWhatAPhoneRegistersUntilItTakesItBack() throws Exception {
        String apns = "{\"platform\":\"apns\",\"token\":\"00FFAA0011223344\",\"environment\":\"sandbox\","
                + "\"appId\":\"com.example.chat\",\"kind\":\"background\"}";
        assertThat(send("PUT", ALICE, alicesCredential, apns).status()).isEqualTo(204);
        assertThat(Sql.column(
                        service.database,
                        "select platform || environment || app_id || kind || token from push_token where phone = '"
                                + ALICE + "'"))
                .containsExactly("apnssandboxcom.example.chatbackground00ffaa0011223344");

        assertThat(send("DELETE", ALICE, alicesCredential, apns).status()).isEqualTo(204);
        assertThat(tokens(ALICE)).isEmpty();
    }

    @Test
    void aTokenBelongsToWhoeverRegisteredItLastAndOnlyTheyMayTakeItBack() throws Exception {
        send("PUT", ALICE, alicesCredential, fcm("shared"));
        send("PUT", BOB, bobsCredential, fcm("shared"));
        send("DELETE", ALICE, alicesCredential, fcm("shared"));

        assertThat(tokens(ALICE)).isEmpty();
        assertThat(tokens(BOB)).containsExactly("shared");
    }

    @Test
    void theOldestGivesWayToTheEleventh() throws Exception {
        String credential = credential("+4915112340003");
        for (int n = 0; n < 11; n++) {
            service.clock.advance(Duration.ofSeconds(1));
            send("PUT", "+4915112340003", credential, fcm("token-" + n));
        }

        assertThat(tokens("+4915112340003")).hasSize(10).doesNotContain("token-0");
    }

    @Test
    void aNewDeviceOfTheNumberIsNotPushedToThroughTheOldOne() throws Exception {
        String phone = "+4915112340004";
        send("PUT", phone, credential(phone), fcm("of the old device".replace(' ', '-')));
        assertThat(tokens(phone)).hasSize(1);

        credential(phone);

        assertThat(tokens(phone)).isEmpty();
    }

    @Test
    void aDeletedAccountLeavesNothing() throws Exception {
        String phone = "+4915112340005";
        String credential = credential(phone);
        send("PUT", phone, credential, fcm("of-a-deleted-account"));
        Sql.execute(
                service.database,
                "insert into parked_wake_up (topic, payload, reason, parked_at)"
                        + " values ('x/wake/4915112340005', '', 'unreadable', now())");

        Answer deleted = service.send(service.request("/v1/account")
                .header("Authorization", basic(phone, credential))
                .DELETE());

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(tokens(phone)).isEmpty();
        assertThat(Sql.column(service.database, "select topic from parked_wake_up where topic like '%4915112340005'"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"platform\":\"pigeon\",\"token\":\"x\",\"appId\":\"a\"} | platform",
                "{\"platform\":\"fcm\",\"appId\":\"a\"} | token",
                "{\"platform\":\"fcm\",\"token\":\"x\"} | appId",
                "{\"platform\":\"fcm\",\"token\":\"x\",\"appId\":\"a\",\"environment\":\"sandbox\"} | environment",
                "{\"platform\":\"fcm\",\"token\":\"x\",\"appId\":\"a\",\"kind\":\"loud\"} | kind",
                "{\"platform\":\"apns\",\"token\":\"not hex\",\"appId\":\"a\"} | token",
                "{\"platform\":\"webpush\",\"appId\":\"a\",\"subscription\":{\"endpoint\":\"ftp://x\"}} | endpoint",
                "{\"platform\":\"webpush\",\"appId\":\"a\",\"subscription\":{\"endpoint\":\"https://x.example/1\"}} |"
                        + " keys",
                "{\"platform\":\"webpush\",\"appId\":\"a\",\"subscription\":{\"endpoint\":\"https://x.example/1\",\"keys\":{\"p256dh\":\"AAAA\",\"auth\":\"AAAA\"}}}"
                        + " | p256dh",
            })
    void saysWhatIsWrong(String json, String field) {
        Answer answer = send("PUT", ALICE, alicesCredential, json);

        answer.isProblem(400, "invalid-json");
        assertThat(answer.text("detail")).contains(field);
    }

    @Test
    void needsTheDevicesCredential() {
        send("PUT", ALICE, bobsCredential, fcm("x")).isProblem(401, "unauthorized");
        send("DELETE", ALICE, "", fcm("x")).isProblem(401, "unauthorized");
    }

    @Test
    void theOperatorSeesMetricsAndParkedWakeUpsAndNobodyElseDoes() {
        service.get("/v1/operator/metrics").isProblem(401, "unauthorized");
        service.get("/v1/operator/push/parked").isProblem(401, "unauthorized");
        assertThat(service.getAsOperator("/v1/operator/metrics").status()).isEqualTo(200);
        assertThat(service.getAsOperator("/v1/operator/push/parked").json().path("parked"))
                .isEmpty();
        service.get("/v1/push-tokens/application-server-key").isProblem(404, "not-found");
    }
}
