package dev.doubletick.registration.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.registration.testing.Answer;
import dev.doubletick.registration.testing.Sql;
import dev.doubletick.registration.testing.TestDatabase;
import dev.doubletick.registration.testing.TestService;
import dev.doubletick.registration.verification.sender.Channel;
import dev.doubletick.registration.verification.sender.VerificationMessage;
import dev.doubletick.registration.verification.text.CodeFormats;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerificationIT {

    private static TestService service;
    private static long number = 4915112340000L;

    private final String phone = "+" + number++;

    @BeforeAll
    static void start() {
        service = TestService.start();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void aPhoneThatKnowsItsCodeGetsACredentialAndTheBrokers() throws Exception {
        Instant now = service.clock.instant();

        Answer requested = service.requestCode(phone);

        assertThat(requested.status()).isEqualTo(201);
        assertThat(requested.text("expiresAt")).isEqualTo(now.plusSeconds(300).toString());
        assertThat(requested.text("nextSendAt")).isEqualTo(now.plusSeconds(30).toString());
        assertThat(requested.header("Cache-Control")).isEqualTo("no-store");

        Answer checked = service.guess(requested.text("id"), service.sender.lastCode(phone));

        assertThat(checked.status()).isEqualTo(200);
        assertThat(checked.text("phone")).isEqualTo(phone);
        assertThat(checked.text("credential")).matches("[A-Za-z0-9_-]{43}");
        assertThat(checked.json().path("brokers").toString()).isEqualTo(TestService.BROKERS);
        byte[] sha256 = MessageDigest.getInstance("SHA-256")
                .digest(checked.text("credential").getBytes(StandardCharsets.US_ASCII));
        assertThat(Sql.column(
                        service.database,
                        "select encode(sha256, 'hex') from device_credential where phone = '" + phone + "'"))
                .containsExactly(HexFormat.of().formatHex(sha256));
    }

    @Test
    void theDatabaseHoldsNeitherCodesNorCredentials() throws Exception {
        String id = service.verification(phone);
        String code = service.sender.lastCode(phone);

        String before = Sql.dump(service.database);
        String credential = service.guess(id, code).text("credential");
        String after = Sql.dump(service.database);

        assertThat(before).contains(id).doesNotContainPattern("\\b" + code + "\\b");
        assertThat(after).contains(phone).doesNotContain(credential);
    }

    @Test
    void aNumberIsStoredAsE164HoweverItIsWritten() throws Exception {
        String written = "+49 (1511) 777-88 99";

        String id = service.verification(written);

        assertThat(service.guess(id, service.sender.lastCode("+4915117778899")).text("phone"))
                .isEqualTo("+4915117778899");
        assertThat(Sql.column(service.database, "select phone from account where phone = '+4915117778899'"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "hello",
                "015112345678",
                "4915112345678",
                "+",
                "+0",
                "+49",
                "+4912",
                "+999123456789",
                "+49151123456789012345",
                "+4915112345678 ext. 5",
                "+4915112345678\\u0000",
                "+4915112345678 hello",
                "call +4915112345678",
                "+1800FLOWERS",
                "tel:+4915112345678"
            })
    void whatIsNotAPhoneNumberIsRefused(String text) {
        int before = service.sender.messages().size();

        service.requestCode(text).isProblem(400, "invalid-phone-number");

        assertThat(service.sender.messages()).hasSize(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "[]",
                "\"+4915112345678\"",
                "{}",
                "{\"phone\":null}",
                "{\"phone\":4915112345678}",
                "{\"phone\":true}",
                "{\"phone\":[\"+4915112345678\"]}",
                "{\"phone\":\"+4915112345678\",\"extra\":1}",
                "{\"phone\":\"+4915112345678\",\"phone\":\"+4915112345679\"}",
                "{\"phone\":\"+4915112345678\"} trailing",
                "{\"phone\":\"+4915112345678\"}{}"
            })
    void whatIsNotTheJsonWeWantIsRefused(String body) {
        service.post("/v1/verifications", body).isProblem(400, "invalid-json");
        service.post("/v1/verifications/" + UUID.randomUUID() + "/code", body).isProblem(400, "invalid-json");
    }

    @Test
    void anErrorDoesNotRepeatTheBody() {
        Answer answer = service.post("/v1/verifications/" + UUID.randomUUID() + "/code", "{\"code\":\"123456\",}");

        answer.isProblem(400, "invalid-json");
        assertThat(answer.http().body()).doesNotContain("123456");
    }

    @Test
    void askingAgainTooSoonIsRefusedAndSendsNothing() {
        Instant nextSendAt = Instant.parse(service.requestCode(phone).text("nextSendAt"));
        service.clock.advance(Duration.ofMillis(29_500));

        Answer refused = service.requestCode(phone).isProblem(429, "too-early");

        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(refused.text("nextSendAt")).isEqualTo(nextSendAt.toString());
        assertThat(sentTo(phone)).isEqualTo(1);

        service.clock.advance(Duration.ofMillis(500));
        assertThat(service.requestCode(phone).status()).isEqualTo(201);
        assertThat(sentTo(phone)).isEqualTo(2);
    }

    @Test
    void aNewerSessionMakesTheOlderOneDead() {
        String older = service.verification(phone);
        String olderCode = service.sender.lastCode(phone);
        service.clock.advance(Duration.ofSeconds(30));
        String newer = service.verification(phone);

        service.guess(older, olderCode).isProblem(410, "verification-expired");

        assertThat(service.guess(newer, service.sender.lastCode(phone)).status())
                .isEqualTo(200);
    }

    @Test
    void aSessionOutlivesTheServiceAndServesAnyInstance() {
        String id = service.verification(phone);
        try (TestService other = service.another()) {
            other.guess(id, service.wrongCode(phone)).isProblem(403, "wrong-code");
            assertThat(other.guess(id, service.sender.lastCode(phone)).status()).isEqualTo(200);
        }
    }

    @Test
    void aCodeExpiresAfterFiveMinutes() {
        String id = service.verification(phone);

        service.clock.advance(Duration.ofMinutes(5));

        service.guess(id, service.sender.lastCode(phone)).isProblem(410, "verification-expired");
    }

    @Test
    void aCodeIsGoodUntilTheLastMoment() {
        String id = service.verification(phone);

        service.clock.advance(Duration.ofMinutes(5).minusMillis(1));

        assertThat(service.guess(id, service.sender.lastCode(phone)).status()).isEqualTo(200);
    }

    @Test
    void theSixthTryFailsEvenIfItIsRight() {
        String id = service.verification(phone);
        for (int left = 4; left >= 0; left--) {
            Answer wrong = service.guess(id, service.wrongCode(phone)).isProblem(403, "wrong-code");
            assertThat(wrong.json().path("attemptsLeft").asInt(-1)).isEqualTo(left);
        }

        service.guess(id, service.sender.lastCode(phone)).isProblem(410, "verification-exhausted");
    }

    @Test
    void theFifthTryMayStillBeRight() {
        String id = service.verification(phone);
        for (int i = 0; i < 4; i++) {
            service.guess(id, service.wrongCode(phone)).isProblem(403, "wrong-code");
        }

        assertThat(service.guess(id, service.sender.lastCode(phone)).status()).isEqualTo(200);
    }

    @Test
    void aCodeCannotBeUsedTwice() {
        String id = service.verification(phone);
        String code = service.sender.lastCode(phone);
        assertThat(service.guess(id, code).status()).isEqualTo(200);

        service.guess(id, code).isProblem(410, "verification-used");
    }

    @Test
    void aNewRegistrationReplacesTheCredential() throws Exception {
        String first = service.guess(service.verification(phone), service.sender.lastCode(phone))
                .text("credential");
        service.clock.advance(Duration.ofMinutes(1));
        String second = service.guess(service.verification(phone), service.sender.lastCode(phone))
                .text("credential");

        assertThat(second).isNotEqualTo(first);
        assertThat(Sql.column(service.database, "select phone from device_credential where phone = '" + phone + "'"))
                .hasSize(1);
    }

    @Test
    void aCodeOfAnotherSessionIsWrong() {
        String other = "+" + number++;
        String id = service.verification(phone);
        service.verification(other);
        String code = service.sender.lastCode(phone);
        if (code.equals(service.sender.lastCode(other))) {
            return; // One in a million: the same code by chance, and rightly accepted.
        }

        service.guess(id, service.sender.lastCode(other)).isProblem(403, "wrong-code");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12345", "1234567", "12345a", "12 345", "１２３４５６", "-12345"})
    void whatIsNoCodeCostsNoTry(String text) {
        String id = service.verification(phone);

        service.guess(id, text).isProblem(400, "invalid-code");

        Answer wrong = service.guess(id, service.wrongCode(phone));
        assertThat(wrong.json().path("attemptsLeft").asInt(-1)).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0e984725-c51c-4bf4-9960-e1c80e27aba0",
                "nonsense",
                "1-1-1-1-1",
                "%C3%BC",
                "'; drop table account"
            })
    void anUnknownOrMalformedIdIsUnknown(String id) {
        service.guess(id.replace(" ", "%20"), "123456").isProblem(404, "unknown-verification");
    }

    @Test
    void theTextIsInTheLanguageThatThePhoneLikesBest() {
        service.send(service.request("/v1/verifications")
                .header("Accept-Language", "de-AT, en;q=0.5")
                .POST(HttpRequest.BodyPublishers.ofString("{\"phone\":\"" + phone + "\"}")));

        assertThat(service.sender.last(phone).text())
                .isEqualTo("Ihr Doubletick-Code ist " + service.sender.lastCode(phone)
                        + ". Niemand von uns wird Sie je danach fragen.");
    }

    @Test
    void aPhoneMayBeCalledInsteadAndTheCodeWorksTheSame() {
        String id = ask("\"channel\":\"voice\"").text("id");

        VerificationMessage call = service.sender.last(phone);
        assertThat(call.channel()).isEqualTo(Channel.VOICE);
        assertThat(call.text()).contains(String.join(", ", call.code().split("")));
        assertThat(service.guess(id, call.code()).status()).isEqualTo(200);
    }

    @Test
    void appsGetTheFormatThatTheirSystemReads() {
        assertThat(ask("\"format\":\"android\",\"appHash\":\"FA+9qCX9VSu\"").status())
                .isEqualTo(201);
        assertThat(service.sender.last(phone).text()).endsWith("\nFA+9qCX9VSu");

        service.clock.advance(Duration.ofSeconds(30));
        assertThat(ask("\"format\":\"ios\",\"domain\":\"example.com\"").status())
                .isEqualTo(201);
        assertThat(service.sender.last(phone).text()).endsWith("\n\n@example.com #" + service.sender.lastCode(phone));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"channel\":\"pigeon\"",
                "\"channel\":\"SMS\"",
                "\"channel\":1",
                "\"channel\":[]",
                "\"format\":\"windows\"",
                "\"format\":\"android\"",
                "\"format\":\"android\",\"appHash\":\"short\"",
                "\"format\":\"android\",\"appHash\":\"http://evil\"",
                "\"format\":\"ios\"",
                "\"format\":\"ios\",\"domain\":\"Evil.com\"",
                "\"format\":\"ios\",\"domain\":\"evil.com/path\"",
                "\"format\":\"ios\",\"domain\":\"evil.com #123456\"",
                "\"proof\":{}",
                "\"nonsense\":true"
            })
    void whatIsNoWayToSendACodeIsRefused(String fields) {
        ask(fields).isProblem(400, "invalid-json");
    }

    @Test
    void withoutAnyOfTheOptionalFieldsTheDefaultsHold() {
        assertThat(ask("\"channel\":null,\"format\":null,\"appHash\":null,\"domain\":null,\"proof\":null")
                        .status())
                .isEqualTo(201);
        assertThat(service.sender.last(phone).channel()).isEqualTo(Channel.SMS);
    }

    @Test
    void appsThatTheOperatorHasNotListedGetNothing() {
        try (TestService strict =
                TestService.start(TestDatabase.create(), VerificationSettings.TRIAL.withFormats(CodeFormats.NONE))) {
            strict.post(
                            "/v1/verifications",
                            "{\"phone\":\"" + phone + "\",\"format\":\"ios\",\"domain\":\"example.com\"}")
                    .isProblem(403, "format-not-allowed");

            assertThat(strict.sender.messages()).isEmpty();
        }
    }

    private Answer ask(String fields) {
        return service.post("/v1/verifications", "{\"phone\":\"" + phone + "\"," + fields + "}");
    }

    @Test
    void bodiesAreLimited() {
        String padding = " ".repeat(16 * 1024);
        String large = "{\"phone\":\"" + phone + "\"}" + padding;

        service.post("/v1/verifications", large).isProblem(413, "body-too-large");
        service.post("/v1/verifications/" + UUID.randomUUID() + "/code", large).isProblem(413, "body-too-large");
        service.post("/v1/verifications", "x".repeat(10_000_000)).isProblem(413, "body-too-large");

        assertThat(service.requestCode(phone).status()).isEqualTo(201);
    }

    private static long sentTo(String phone) {
        return service.sender.messages().stream()
                .filter(message -> message.to().e164().equals(phone))
                .count();
    }
}
