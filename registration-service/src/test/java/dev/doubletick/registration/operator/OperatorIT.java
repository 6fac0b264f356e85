package dev.doubletick.registration.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.doubletick.registration.testing.Answer;
import dev.doubletick.registration.testing.Sql;
import dev.doubletick.registration.testing.TestService;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorIT {

    private static TestService service;

    @BeforeAll
    static void start() {
        service = TestService.start();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static String body(long first, int count) {
        return LongStream.range(first, first + count)
                .mapToObj(number -> "\"+" + number + "\"")
                .collect(Collectors.joining(",", "{\"phones\":[", "]}"));
    }

    @Test
    void createsAccountsInTheOrderAskedFor() throws Exception {
        Answer answer = service.createAccounts("{\"phones\":[\"+990002\",\"+9900000003\",\"+9900000001\"]}");
        answer.isProblem(400, "invalid-phone-number");

        answer = service.createAccounts("{\"phones\":[\"+9900000002\",\"+9900000003\",\"+9900000001\"]}");

        assertThat(answer.status()).isEqualTo(200);
        JsonNode accounts = answer.json().path("accounts");
        assertThat(accounts).hasSize(3);
        assertThat(accounts)
                .extracting(account -> account.path("phone").asText())
                .containsExactly("+9900000002", "+9900000003", "+9900000001");
        assertThat(accounts)
                .extracting(account -> account.path("credential").asText())
                .allMatch(credential -> credential.matches("[A-Za-z0-9_-]{43}"))
                .doesNotHaveDuplicates();
        assertThat(Sql.column(service.database, "select phone from account where phone like '+990000000_' order by 1"))
                .containsExactly("+9900000001", "+9900000002", "+9900000003");
    }

    @Test
    void givesAnExistingAccountANewCredential() {
        String first = credential(service.createAccounts(body(9910000001L, 1)), 0);
        String second = credential(service.createAccounts(body(9910000001L, 1)), 0);

        assertThat(second).isNotEqualTo(first);
    }

    @Test
    void answersANumberThatIsThereTwiceOnce() {
        Answer answer = service.createAccounts("{\"phones\":[\"+9910000002\",\"+9910000002\"]}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("accounts")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "Bearer wrong-wrong-wrong-wrong-wrong-wrong",
                "Basic b3BlcmF0b3I6cGFzcw==",
                "bearerx"
            })
    void refusesWhoeverHasNotTheToken(String authorization) {
        HttpRequest.Builder request = service.request("/v1/operator/accounts")
                .POST(HttpRequest.BodyPublishers.ofString(body(9920000001L, 1)));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }

        Answer answer = service.send(request).isProblem(401, "unauthorized");

        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer ");
    }

    @Test
    void guardsPathsThatDoNotExistToo() {
        service.get("/v1/operator/anything").isProblem(401, "unauthorized");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"phones\":[]}",
                "{\"phones\":null}",
                "{\"phones\":\"+9920000001\"}",
                "{\"phones\":[9920000001]}",
                "{\"phones\":[null]}",
                "{}",
                "[",
            })
    void refusesOtherJson(String json) {
        service.createAccounts(json).isProblem(400, "invalid-json");
    }

    @Test
    void namesTheEntryThatIsNoNumberAndCreatesNothing() throws Exception {
        Answer answer = service.createAccounts("{\"phones\":[\"+9930000001\",\"+0930000002\"]}");

        answer.isProblem(400, "invalid-phone-number");
        assertThat(answer.text("detail")).contains("phones[1]").doesNotContain("0930000002");
        assertThat(Sql.column(service.database, "select phone from account where phone = '+9930000001'"))
                .isEmpty();
    }

    @Test
    void takesAThousandAndNoMore() {
        assertThat(service.createAccounts(body(100000000000000L, 1000)).status())
                .isEqualTo(200);
        service.createAccounts(body(100000000000000L, 1001)).isProblem(400, "invalid-json");
        service.createAccounts(" ".repeat(64 * 1024) + body(100000000000000L, 1))
                .isProblem(413, "body-too-large");
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.SECONDS)
    void createsTenThousandInSeconds() throws Exception {
        for (int batch = 0; batch < 10; batch++) {
            Answer answer = service.createAccounts(body(9940000000L + batch * 1000L, 1000));
            assertThat(answer.json().path("accounts")).hasSize(1000);
        }

        assertThat(Sql.column(service.database, "select count(*) from device_credential where phone like '+99400%'"))
                .isEqualTo(List.of("10000"));
    }

    private static String credential(Answer answer, int index) {
        return answer.json().path("accounts").path(index).path("credential").asText();
    }
}
