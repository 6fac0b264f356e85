package dev.doubletick.registration.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.registration.testing.Answer;
import dev.doubletick.registration.testing.Sql;
import dev.doubletick.registration.testing.TestService;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Devices without SMS, one by one and by CSV, on a real PostgreSQL. */
class DevicesIT {

    private static final AtomicLong NUMBERS = new AtomicLong(4_917_000_000_000L);

    private static TestService service;

    @BeforeAll
    static void start() {
        service = TestService.start();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static String number() {
        return "+" + NUMBERS.incrementAndGet();
    }

    private static String provisioned() {
        String phone = number();
        assertThat(service.createAccounts("{\"phones\":[\"" + phone + "\"]}").status())
                .isEqualTo(200);
        return phone;
    }

    private static Answer ask(String method, String path, String body) {
        HttpRequest.Builder request = service.request("/v1/operator/accounts/" + path)
                .header("Authorization", "Bearer " + service.operatorToken.text())
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        return service.send(request);
    }

    private static Answer csv(String action, String text) {
        return ask("POST", "csv?action=" + action, text);
    }

    private static Answer restrict(String phone, String... recipients) {
        return ask(
                "PUT",
                phone + "/allowed-recipients",
                List.of(recipients).stream()
                        .map(recipient -> "\"" + recipient + "\"")
                        .collect(Collectors.joining(",", "{\"recipients\":[", "]}")));
    }

    private static List<String> hash(String phone) throws Exception {
        return Sql.column(
                service.database, "select encode(sha256, 'hex') from device_credential where phone = '" + phone + "'");
    }

    private static List<String> recipients(String phone) throws Exception {
        return Sql.column(
                service.database,
                "select array_to_string(recipients, ' ') from allowed_recipients where phone = '" + phone + "'");
    }

    @Test
    void showsAnAccount() {
        String phone = provisioned();

        Answer free = ask("GET", phone, "");
        assertThat(free.status()).isEqualTo(200);
        assertThat(free.text("phone")).isEqualTo(phone);
        assertThat(free.text("createdAt"))
                .isEqualTo(free.text("credentialIssuedAt"))
                .isNotEmpty();
        assertThat(free.json().path("allowedRecipients").isNull()).isTrue();

        restrict(phone, "+4917699", "+4915112345678", "+4917699");
        ask("DELETE", phone + "/credential", "");

        Answer restricted = ask("GET", phone.replace("+", "%2B"), "");
        assertThat(restricted.json().path("credentialIssuedAt").isNull()).isTrue();
        assertThat(restricted.json().path("allowedRecipients"))
                .extracting(recipient -> recipient.asText())
                .containsExactly("+4915112345678", "+4917699");
    }

    @Test
    void rotatesACredential() throws Exception {
        String phone = provisioned();
        List<String> before = hash(phone);

        Answer answer = ask("POST", phone + "/credential", "");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("phone")).isEqualTo(phone);
        assertThat(answer.text("credential")).matches("[A-Za-z0-9_-]{43}");
        assertThat(hash(phone)).hasSize(1).isNotEqualTo(before);
    }

    @Test
    void revokesACredentialAndGivesANewOne() throws Exception {
        String phone = provisioned();

        assertThat(ask("DELETE", phone + "/credential", "").status()).isEqualTo(204);
        assertThat(hash(phone)).isEmpty();
        assertThat(ask("DELETE", phone + "/credential", "").status()).isEqualTo(204);

        assertThat(ask("POST", phone + "/credential", "").status()).isEqualTo(200);
        assertThat(hash(phone)).hasSize(1);
    }

    @Test
    void setsAndTakesAwayAList() throws Exception {
        String phone = provisioned();

        assertThat(restrict(phone, "+4915112345678").status()).isEqualTo(204);
        assertThat(recipients(phone)).containsExactly("+4915112345678");
        assertThat(restrict(phone).status()).isEqualTo(204);
        assertThat(recipients(phone)).containsExactly("");
        assertThat(ask("DELETE", phone + "/allowed-recipients", "").status()).isEqualTo(204);
        assertThat(recipients(phone)).isEmpty();
    }

    @Test
    void deletesAnAccountWithAllThatBelongsToIt() throws Exception {
        String phone = provisioned();
        restrict(phone, "+4915112345678");

        assertThat(ask("DELETE", phone, "").status()).isEqualTo(204);

        // As a broker does once it has emptied the mailbox.
        Sql.execute(service.database, "delete from mailbox_deletion where phone = '" + phone + "'");
        assertThat(Sql.dump(service.database)).doesNotContain(phone.substring(1));
    }

    @ParameterizedTest
    @CsvSource({
        "GET,''",
        "DELETE,''",
        "POST,/credential",
        "DELETE,/credential",
        "PUT,/allowed-recipients",
        "DELETE,/allowed-recipients"
    })
    void saysThatThereIsNoSuchAccount(String method, String rest) {
        String body = method.equals("PUT") ? "{\"recipients\":[]}" : "";
        String phone = number();
        ask(method, phone + rest, body).isProblem(404, "unknown-account");
        ask(method, phone.substring(1) + rest, body).isProblem(400, "invalid-phone-number");
        ask(method, "%2B0123456789" + rest, body).isProblem(400, "invalid-phone-number");
        service.send(service.request("/v1/operator/accounts/" + phone + rest).method(method, BodyPublishers.noBody()))
                .isProblem(401, "unauthorized");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"recipients\":null}", "{\"recipients\":\"+4915112345678\"}", "{\"recipients\":[1]}", "["
            })
    void refusesOtherJson(String json) {
        ask("PUT", provisioned() + "/allowed-recipients", json).isProblem(400, "invalid-json");
    }

    @Test
    void refusesAListThatIsTooLongOrHasSomethingElse() throws Exception {
        String phone = provisioned();
        String[] tooMany =
                IntStream.range(0, 1001).mapToObj(i -> "+49151" + (1000 + i)).toArray(String[]::new);

        restrict(phone, tooMany).isProblem(400, "invalid-json");
        restrict(phone, "+4915112345678", "+0").isProblem(400, "invalid-phone-number");
        assertThat(restrict(phone, "+4915112345678", "+0").text("detail")).contains("recipients[1]");
        assertThat(recipients(phone)).isEmpty();
    }

    @Test
    void provisionsByCsv() throws Exception {
        String one = number();
        String two = provisioned();
        List<String> before = hash(two);

        Answer answer = csv("provision", "phone,allowed_recipients\n" + one + ",+4915112345678\n" + two + ",nobody\n");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("text/csv");
        assertThat(answer.http().body())
                .matches("phone,credential\n\\" + one + ",[A-Za-z0-9_-]{43}\n\\" + two + ",[A-Za-z0-9_-]{43}\n");
        assertThat(hash(one)).hasSize(1);
        assertThat(hash(two)).isNotEqualTo(before);
        assertThat(recipients(one)).containsExactly("+4915112345678");
        assertThat(recipients(two)).containsExactly("");
    }

    @Test
    void rotatesRevokesAndAllowsByCsv() throws Exception {
        String one = provisioned();
        String two = provisioned();
        List<String> before = hash(one);
        String file = "phone,allowed_recipients\n" + one + "," + two + "\n" + two + ",anybody\n";

        assertThat(csv("rotate", file).http().body().lines()).hasSize(3);
        assertThat(hash(one)).isNotEqualTo(before);
        assertThat(recipients(one)).as("rotating is about credentials only").isEmpty();

        assertThat(csv("allow", file).status()).isEqualTo(204);
        assertThat(recipients(one)).containsExactly(two);
        assertThat(recipients(two)).isEmpty();
        assertThat(hash(one)).hasSize(1);

        assertThat(csv("revoke", file).status()).isEqualTo(204);
        assertThat(hash(one)).isEmpty();
        assertThat(hash(two)).isEmpty();
        assertThat(recipients(one)).containsExactly(two);
    }

    @Test
    void namesEachWrongLineAndDoesNothing() throws Exception {
        String good = number();

        Answer answer = csv("provision", "phone\n" + good + "\n4915112345678\n\n" + good + "\n")
                .isProblem(400, "invalid-csv");

        assertThat(answer.text("detail")).isEqualTo("2 lines are wrong. Nothing was done.");
        assertThat(answer.json().path("lines"))
                .extracting(line -> line.path("line").asInt())
                .containsExactly(3, 5);
        assertThat(answer.json().path("lines").get(1).path("error").asText())
                .isEqualTo("the same phone number is in line 2");
        assertThat(answer.http().body()).doesNotContain("15112345678").doesNotContain(good);
        assertThat(hash(good)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rotate", "revoke", "allow"})
    void namesEachLineWithoutAnAccountAndDoesNothing(String action) throws Exception {
        String known = provisioned();
        List<String> before = hash(known);

        Answer answer = csv(
                        action,
                        "phone,allowed_recipients\n" + known + ",nobody\n" + number() + ",nobody\n" + number()
                                + ",nobody\n")
                .isProblem(400, "invalid-csv");

        assertThat(answer.json().path("lines"))
                .extracting(line ->
                        line.path("line").asInt() + " " + line.path("error").asText())
                .containsExactly("3 there is no account with this number", "4 there is no account with this number");
        assertThat(hash(known)).isEqualTo(before);
        assertThat(recipients(known)).isEmpty();
    }

    @Test
    void allowingNeedsToBeToldWhom() {
        Answer answer = csv("allow", "phone\n" + provisioned()).isProblem(400, "invalid-csv");

        assertThat(answer.json().path("lines").get(0).path("error").asText()).contains("is empty");
    }

    @Test
    void refusesWhatIsNoFileOfOurs() {
        csv("delete", "phone\n" + number()).isProblem(400, "bad-request");
        csv("provision", "").isProblem(400, "invalid-csv");
        csv("provision", "\0\u00ff{}").isProblem(400, "invalid-csv");
        csv("provision", " ".repeat(4 * 1024 * 1024 + 1)).isProblem(413, "body-too-large");
        service.send(service.request("/v1/operator/accounts/csv").POST(BodyPublishers.ofString("phone\n" + number())))
                .isProblem(401, "unauthorized");
    }

    @Test
    void filesWithTheSameDevicesDoNotGetInEachOthersWay() throws Exception {
        List<String> phones = LongStream.range(0, 300).mapToObj(i -> number()).collect(Collectors.toList());
        String ascending =
                phones.stream().collect(Collectors.joining(",nobody\n", "phone,allowed_recipients\n", ",nobody"));
        Collections.reverse(phones);
        String descending =
                phones.stream().collect(Collectors.joining(",anybody\n", "phone,allowed_recipients\n", ",anybody"));
        assertThat(csv("provision", ascending).status()).isEqualTo(200);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<CompletableFuture<Integer>> answers = IntStream.range(0, 16)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> csv(
                                            List.of("provision", "revoke", "allow", "rotate")
                                                    .get(i % 4),
                                            i % 2 == 0 ? ascending : descending)
                                    .status(),
                            threads))
                    .toList();

            assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isLessThan(300));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void takesTenThousandDevicesInSeconds() throws Exception {
        String file = LongStream.range(0, DeviceCsv.MAX_DEVICES)
                .mapToObj(i -> number() + ",+4915112345678 +4915112345679")
                .collect(Collectors.joining("\n", "phone,allowed_recipients\n", "\n"));

        Answer answer = csv("provision", file);

        assertThat(answer.http().body().lines()).hasSize(DeviceCsv.MAX_DEVICES + 1);
        assertThat(csv("revoke", file).status()).isEqualTo(204);
    }
}
