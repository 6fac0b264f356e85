package dev.doubletick.registration.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.interaso.webpush.VapidKeys;
import dev.doubletick.registration.testing.Answer;
import dev.doubletick.registration.testing.Sql;
import dev.doubletick.registration.testing.TestService;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
        return fcm(token, "com.example.chat");
    }

    private static String fcm(String token, String app) {
        return "{\"platform\":\"fcm\",\"token\":\"" + token + "\",\"appId\":\"" + app + "\"}";
    }

    private static String subscription(String endpoint, byte[] p256dh) {
        return "{\"platform\":\"webpush\",\"appId\":\"org.example.chat\",\"subscription\":{\"endpoint\":\"" + endpoint
                + "\",\"keys\":{\"p256dh\":\""
                + Base64.getUrlEncoder().encodeToString(p256dh) + "\",\"auth\":\"AAAAAAAAAAAAAAAAAAAAAA\"}}}";
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
    void aNewTokenOfAnAppTakesThePlaceOfItsOldOneAndOfNoOther() throws Exception {
        String phone = "+4915112340006";
        String credential = credential(phone);
        send("PUT", phone, credential, fcm("first-of-chat"));
        send("PUT", phone, credential, fcm("of-another-app", "com.example.other"));

        send("PUT", phone, credential, fcm("second-of-chat"));
        send("PUT", phone, credential, fcm("second-of-chat"));

        assertThat(tokens(phone)).containsExactlyInAnyOrder("of-another-app", "second-of-chat");
    }

    @Test
    void aTokenThatChangesHandsDoesNotBringItsSuccess() throws Exception {
        send("PUT", ALICE, alicesCredential, fcm("sold"));
        Sql.execute(service.database, "update push_token set last_success_at = now() where token = 'sold'");
        String success = "select last_success_at is null from push_token where token = 'sold'";
        send("PUT", ALICE, alicesCredential, fcm("sold"));
        assertThat(Sql.column(service.database, success)).containsExactly("f");

        send("PUT", BOB, bobsCredential, fcm("sold"));

        assertThat(Sql.column(service.database, success)).containsExactly("t");
    }

    @Test
    void aDeviceThatIsReplacedInTheMiddleOfItsRequestLeavesNoToken() throws Exception {
        String phone = "+4915112340007";
        String credential = credential(phone);
        CompletableFuture<Answer> answer;
        try (Connection another = Sql.connect(service.database);
                Statement statement = another.createStatement()) {
            another.setAutoCommit(false);
            statement.execute("select from account where phone = '" + phone + "' for update");
            statement.execute("update device_credential set sha256 = sha256(sha256) where phone = '" + phone + "'");
            answer = CompletableFuture.supplyAsync(() -> send("PUT", phone, credential, fcm("too-late")));
            await().untilAsserted(() -> assertThat(Sql.column(
                            service.database, "select pid from pg_stat_activity where wait_event_type = 'Lock'"))
                    .isNotEmpty());
            another.commit();
        }

        answer.get(10, TimeUnit.SECONDS).isProblem(401, "unauthorized");
        assertThat(tokens(phone)).isEmpty();
    }

    @Test
    void aWebPushSubscriptionNeedsTlsAndAPointOnTheCurve() throws Exception {
        String phone = "+4915112340008";
        String credential = credential(phone);
        byte[] point = VapidKeys.generate().getApplicationServerKey();
        byte[] none = point.clone();
        none[64] ^= 1;

        assertThat(send("PUT", phone, credential, subscription("http://push.example/1", point))
                        .isProblem(400, "invalid-json")
                        .text("detail"))
                .contains("endpoint", "https");
        assertThat(send("PUT", phone, credential, subscription("https://push.example/1", none))
                        .isProblem(400, "invalid-json")
                        .text("detail"))
                .contains("p256dh", "P-256");
        assertThat(send("PUT", phone, credential, subscription("https://push.example/1", point))
                        .status())
                .isEqualTo(204);
        assertThat(tokens(phone)).containsExactly("https://push.example/1");
    }

    @Test
    void theOldestGivesWayToTheEleventh() throws Exception {
        String credential = credential("+4915112340003");
        for (int n = 0; n < 11; n++) {
            service.clock.advance(Duration.ofSeconds(1));
            send("PUT", "+4915112340003", credential, fcm("token-" + n, "com.example.app" + n));
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
