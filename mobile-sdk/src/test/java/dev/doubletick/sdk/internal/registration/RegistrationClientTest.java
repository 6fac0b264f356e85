package dev.doubletick.sdk.internal.registration;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.CodeRequest;
import dev.doubletick.sdk.ProblemException;
import dev.doubletick.sdk.RegistrationLockedException;
import dev.doubletick.sdk.Verification;
import dev.doubletick.sdk.internal.http.HttpStack;
import dev.doubletick.sdk.internal.http.Trust;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationClientTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-05-01T10:00:00Z"), ZoneOffset.UTC);

    private final MockWebServer server = new MockWebServer();
    private final HttpStack http = new HttpStack(new Trust(Optional.empty()), List.of());
    private RegistrationClient client;

    @BeforeEach
    void start() throws IOException {
        server.start();
        client = new RegistrationClient(new Exchange(server.url("/base").uri(), http, CLOCK));
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    private void answer(int status, String type, String body, String... headers) {
        MockResponse.Builder response = new MockResponse.Builder()
                .code(status)
                .addHeader("Content-Type", type)
                .body(body);
        for (int i = 0; i < headers.length; i += 2) {
            response.addHeader(headers[i], headers[i + 1]);
        }
        server.enqueue(response.build());
    }

    private static <T> T await(Consumer<Reply<T>> request) throws Exception {
        CompletableFuture<T> future = new CompletableFuture<>();
        request.accept(new Reply<>() {
            @Override
            public void answered(T value) {
                future.complete(value);
            }

            @Override
            public void failed(Exception cause) {
                future.completeExceptionally(cause);
            }
        });
        try {
            return future.get(20, SECONDS);
        } catch (ExecutionException e) {
            throw (Exception) e.getCause();
        }
    }

    private Verification register() throws Exception {
        return await(reply -> client.register("+4915112345678", CodeRequest.bySms(), reply));
    }

    private Account verify() throws Exception {
        return verify("id-1");
    }

    private Account verify(String id) throws Exception {
        return await(reply -> client.verify(id, "123456", Optional.empty(), reply));
    }

    @Test
    void asksForACode() throws Exception {
        answer(
                201,
                "application/json",
                "{\"id\":\"id-1\",\"expiresAt\":\"2026-05-01T10:05:00Z\",\"nextSendAt\":\"2026-05-01T12:01:00.5+02:00\"}");

        Verification verification = register();

        assertThat(verification)
                .isEqualTo(Verification.of(
                        "id-1", Instant.parse("2026-05-01T10:05:00Z"), Instant.parse("2026-05-01T10:01:00.5Z")));
        RecordedRequest request = server.takeRequest();
        assertThat(request.getMethod()).isEqualTo("POST");
        assertThat(request.getTarget()).isEqualTo("/base/v1/verifications");
        assertThat(request.getHeaders().get("Content-Type")).startsWith("application/json");
        assertThat(JsonParser.parseString(request.getBody().utf8()))
                .isEqualTo(JsonParser.parseString("{\"phone\":\"+4915112345678\"}"));
    }

    @Test
    void showsTheCode() throws Exception {
        answer(
                200,
                "application/json",
                "{\"phone\":\"+4915112345678\",\"credential\":\"s3cret\",\"brokers\":[\"mqtt://h:1\",\"ws://h:2/mqtt\"],\"new\":1}");

        Account account = verify();

        assertThat(account.phone()).isEqualTo(PhoneNumber.ofE164("+4915112345678"));
        assertThat(account.credential()).isEqualTo("s3cret");
        assertThat(account.brokers()).containsExactly(URI.create("mqtt://h:1"), URI.create("ws://h:2/mqtt"));
        RecordedRequest request = server.takeRequest();
        assertThat(request.getTarget()).isEqualTo("/base/v1/verifications/id-1/code");
        assertThat(JsonParser.parseString(request.getBody().utf8()))
                .isEqualTo(JsonParser.parseString("{\"code\":\"123456\"}"));
    }

    @Test
    void keepsAnIdWithinItsPathSegment() throws Exception {
        answer(404, "application/problem+json", "{}");

        assertThatThrownBy(() -> verify("../../../fake?x#y")).isInstanceOf(ProblemException.class);

        assertThat(server.takeRequest().getTarget())
                .isEqualTo("/base/v1/verifications/..%2F..%2F..%2Ffake%3Fx%23y/code");
    }

    @Test
    void readsAProblem() {
        answer(
                429,
                "application/problem+json; charset=utf-8",
                "{\"type\":\"urn:doubletick:problem:too-many-codes\",\"title\":\"Too many"
                        + " codes\",\"status\":429,\"detail\":\"Wait.\"}",
                "Retry-After",
                "90");

        assertThatThrownBy(this::register).isInstanceOfSatisfying(ProblemException.class, problem -> {
            assertThat(problem.type()).isEqualTo("urn:doubletick:problem:too-many-codes");
            assertThat(problem.title()).isEqualTo("Too many codes");
            assertThat(problem.status()).isEqualTo(429);
            assertThat(problem.detail()).isEqualTo("Wait.");
            assertThat(problem.retryAfter()).contains(Duration.ofSeconds(90));
            assertThat(problem).hasMessage("429 Too many codes: Wait.");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "'Fri, 01 May 2026 10:00:30 GMT', PT30S",
        "'Fri, 01 May 2026 09:00:00 GMT', PT0S",
        "0, PT0S",
        "-5, PT0S",
        "soon,",
    })
    void readsWhenToTryAgain(String header, Duration expected) {
        answer(429, "text/html", "<h1>busy</h1>", "Retry-After", header);

        assertThatThrownBy(this::register).isInstanceOfSatisfying(ProblemException.class, problem -> {
            assertThat(problem.type()).isEqualTo("about:blank");
            assertThat(problem.status()).isEqualTo(429);
            assertThat(problem.retryAfter()).isEqualTo(Optional.ofNullable(expected));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"not json", "[]", "{\"title\":7}", ""})
    void aProblemThatMakesNoSenseStillHasItsStatus(String body) {
        answer(400, "application/problem+json", body);

        assertThatThrownBy(this::register).isInstanceOfSatisfying(ProblemException.class, problem -> {
            assertThat(problem.status()).isEqualTo(400);
            assertThat(problem.type()).isEqualTo("about:blank");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not json",
                "[]",
                "{}",
                "{\"phone\":\"+4915112345678\",\"credential\":\"s\",\"brokers\":[]}",
                "{\"phone\":\"+4915112345678\",\"credential\":\"s\",\"brokers\":[7]}",
                "{\"phone\":\"+4915112345678\",\"credential\":\"s\",\"brokers\":[\"not a uri\"]}",
                "{\"phone\":\"+4915112345678\",\"credential\":\"\",\"brokers\":[\"mqtt://h:1\"]}",
                "{\"phone\":\"+4915112345678\",\"credential\":null,\"brokers\":[\"mqtt://h:1\"]}",
                "{\"phone\":\"0151\",\"credential\":\"s\",\"brokers\":[\"mqtt://h:1\"]}",
            })
    void anAnswerThatMakesNoSenseIsAnError(String body) {
        answer(200, "application/json", body);

        assertThatThrownBy(this::verify).isInstanceOf(IOException.class);
    }

    @Test
    void anAnswerWithoutATimeIsAnError() {
        answer(
                201,
                "application/json",
                "{\"id\":\"id-1\",\"expiresAt\":\"tomorrow\",\"nextSendAt\":\"2026-05-01T10:00:00Z\"}");

        assertThatThrownBy(this::register).isInstanceOf(IOException.class).hasMessageContaining("expiresAt");
    }

    @Test
    void anEndlessAnswerIsAnError() {
        answer(200, "application/json", "{\"id\":\"" + "x".repeat(100_000) + "\"}");

        assertThatThrownBy(this::verify).isInstanceOf(IOException.class).hasMessageContaining("more than");
    }

    @Test
    void anErrorWhileReadingAnAnswerIsToldToWhoeverAsked() {
        answer(200, "application/json", "{}");
        Exchange exchange = new Exchange(server.url("/").uri(), http, CLOCK);

        assertThatThrownBy(() -> await(reply -> exchange.send(
                        exchange.request("anything").build(),
                        response -> {
                            throw new NoClassDefFoundError("on purpose");
                        },
                        reply)))
                .isInstanceOf(IOException.class)
                .hasRootCauseInstanceOf(NoClassDefFoundError.class);
    }

    @Test
    void aServerThatIsNotThereIsAnError() throws IOException {
        server.close();

        assertThatThrownBy(this::register).isInstanceOf(ConnectException.class);
    }

    @Test
    void refusesAnAddressThatIsNotHttp() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Exchange(URI.create("mqtt://host"), http, CLOCK));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "voice   | {\"phone\":\"+4915112345678\",\"channel\":\"voice\"}",
                "android | {\"phone\":\"+4915112345678\",\"format\":\"android\",\"appHash\":\"FA+9qCX9VSu\"}",
                "ios     | {\"phone\":\"+4915112345678\",\"format\":\"ios\",\"domain\":\"example.com\"}",
                "proof   | {\"phone\":\"+4915112345678\",\"proof\":\"a person\"}",
            })
    void asksForACodeInOtherWays(String how, String body) throws Exception {
        answerVerification();
        CodeRequest request =
                switch (how) {
                    case "voice" -> CodeRequest.byVoice();
                    case "android" -> CodeRequest.bySms().forIos("example.com").forAndroid("FA+9qCX9VSu");
                    case "ios" -> CodeRequest.bySms().forAndroid("FA+9qCX9VSu").forIos("example.com");
                    default -> CodeRequest.bySms().proof("a person");
                };

        await((Reply<Verification> reply) -> client.register("+4915112345678", request.language("pt-BR"), reply));

        RecordedRequest recorded = server.takeRequest();
        assertThat(JsonParser.parseString(recorded.getBody().utf8())).isEqualTo(JsonParser.parseString(body));
        assertThat(recorded.getHeaders().get("Accept-Language")).isEqualTo("pt-BR");
    }

    private void answerVerification() {
        answer(
                201,
                "application/json",
                "{\"id\":\"id-1\",\"expiresAt\":\"2026-05-01T10:05:00Z\",\"nextSendAt\":\"2026-05-01T10:01:00Z\"}");
    }

    private void demandProof(String proof) {
        answer(
                401,
                "application/problem+json",
                "{\"type\":\"urn:doubletick:problem:proof-required\",\"title\":\"Proof\",\"proof\":" + proof + "}");
    }

    @Test
    void doesTheWorkThatTheServiceWantsToSee() throws Exception {
        demandProof("{\"kind\":\"work\",\"challenge\":\"abc-_\",\"bits\":10,\"expiresAt\":\"2026-05-01T10:05:00Z\"}");
        answerVerification();

        register();

        server.takeRequest();
        String proof = JsonParser.parseString(server.takeRequest().getBody().utf8())
                .getAsJsonObject()
                .get("proof")
                .getAsString();
        assertThat(proof).startsWith("abc-_:");
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(proof.getBytes(StandardCharsets.US_ASCII));
        assertThat(ByteBuffer.wrap(hash).getInt() >>> 22).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kind\":\"captcha\",\"siteKey\":\"k\"}",
                "{\"kind\":\"work\",\"challenge\":\"abc\",\"bits\":64}",
                "{\"kind\":\"work\",\"challenge\":\"abc\",\"bits\":\"many\"}",
                "{\"kind\":\"work\"}",
                "{\"kind\":{}}",
                "[]",
                "7"
            })
    void leavesOtherProofsToTheApp(String proof) throws Exception {
        demandProof(proof);

        assertThatThrownBy(this::register).isInstanceOfSatisfying(ProblemException.class, problem -> {
            assertThat(problem.type()).endsWith(":proof-required");
            assertThat(problem.member("proof")).contains(proof);
            assertThat(problem.member("nothing")).isEmpty();
        });
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void asksForAProofOnce() throws Exception {
        demandProof("{\"kind\":\"work\",\"challenge\":\"abc\",\"bits\":1}");
        demandProof("{\"kind\":\"work\",\"challenge\":\"abc\",\"bits\":1}");

        assertThatThrownBy(this::register).isInstanceOf(ProblemException.class);
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void showsThePin() throws Exception {
        answer(
                200,
                "application/json",
                "{\"phone\":\"+4915112345678\",\"credential\":\"secret\",\"brokers\":[\"mqtt://a:1\"]}");

        await((Reply<Account> reply) -> client.verify("id-1", "123456", Optional.of("246810"), reply));

        assertThat(JsonParser.parseString(server.takeRequest().getBody().utf8()))
                .isEqualTo(JsonParser.parseString("{\"code\":\"123456\",\"pin\":\"246810\"}"));
    }

    @Test
    void tellsALockedNumberApart() {
        answer(
                423,
                "application/problem+json",
                "{\"type\":\"urn:doubletick:problem:registration-locked\",\"title\":\"Locked\",\"triesLeft\":4,"
                        + "\"opensAt\":\"2026-05-08T10:00:00Z\"}");

        assertThatThrownBy(this::verify).isInstanceOfSatisfying(RegistrationLockedException.class, locked -> {
            assertThat(locked.triesLeft()).isEqualTo(4);
            assertThat(locked.opensAt()).contains(Instant.parse("2026-05-08T10:00:00Z"));
            assertThat(locked.retryAfter()).isEmpty();
            assertThat(locked.status()).isEqualTo(423);
        });
    }

    @Test
    void aLockedNumberThatTakesNoPinNowSaysWhen() {
        answer(
                423,
                "application/problem+json",
                "{\"type\":\"urn:doubletick:problem:registration-locked\",\"triesLeft\":0,\"opensAt\":\"soon\"}",
                "Retry-After",
                "3600");

        assertThatThrownBy(this::verify).isInstanceOfSatisfying(RegistrationLockedException.class, locked -> {
            assertThat(locked.triesLeft()).isZero();
            assertThat(locked.opensAt()).isEmpty();
            assertThat(locked.retryAfter()).contains(Duration.ofHours(1));
        });
    }
}
