package dev.doubletick.registration.verification.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.doubletick.registration.limit.LimitRule;
import dev.doubletick.registration.testing.Answer;
import dev.doubletick.registration.testing.TestDatabase;
import dev.doubletick.registration.testing.TestService;
import dev.doubletick.registration.verification.VerificationLimits;
import dev.doubletick.registration.verification.VerificationSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A captcha near a limit, through the front door; its maker is an HTTP server that does what the test says. */
@Timeout(30)
class CaptchaIT {

    private static final List<String> asked = new CopyOnWriteArrayList<>();
    private static ExecutorService threads;
    private static HttpServer maker;
    private static TestService service;
    private static int count;
    private static volatile int status;
    private static volatile String answer = "";
    private static volatile CountDownLatch free = new CountDownLatch(0);

    private final String phone = "+49151126" + String.format("%05d", count++);

    @BeforeAll
    static void start() throws IOException {
        threads = Executors.newCachedThreadPool();
        maker = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        maker.setExecutor(threads);
        maker.createContext("/siteverify", CaptchaIT::handle);
        maker.start();
        URI verifier = URI.create("http://127.0.0.1:" + maker.getAddress().getPort() + "/siteverify");
        VerificationSettings trial = VerificationSettings.TRIAL;
        service = TestService.start(
                TestDatabase.create(),
                new VerificationSettings(
                        trial.policy(),
                        nearlyUsedUp(),
                        trial.numbers(),
                        trial.formats(),
                        trial.appName(),
                        0,
                        0,
                        Optional.of(new Captcha(verifier, "site-1", "s & t", Duration.ofSeconds(1)))));
    }

    /** One code of a number is more than four fifths of what it may have. */
    private static VerificationLimits nearlyUsedUp() {
        VerificationLimits wide = VerificationLimits.WIDE;
        return new VerificationLimits(
                new LimitRule("verification-number", 1, Duration.ofDays(1), true),
                wide.calls(),
                wide.network(),
                wide.country(),
                wide.budget());
    }

    @AfterAll
    static void stop() {
        service.close();
        maker.stop(0);
        threads.shutdownNow();
    }

    @BeforeEach
    void makerIsWell() {
        asked.clear();
        status = 200;
        answer = "{\"success\":true}";
    }

    @AfterEach
    void letGo() {
        free.countDown();
    }

    private static void handle(HttpExchange exchange) throws IOException {
        asked.add(exchange.getRequestMethod() + " "
                + exchange.getRequestHeaders().getFirst("Content-Type") + " "
                + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        try {
            free.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) {
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    private Answer ask(String token) {
        return service.post("/v1/verifications", "{\"phone\":\"" + phone + "\",\"proof\":\"" + token + "\"}");
    }

    private void assertNothingIsSent() {
        assertThat(service.sender.messages())
                .noneMatch(message -> message.to().e164().equals(phone));
    }

    @Test
    void aClientIsToldWhichCaptchaToShow() {
        Answer wanted = service.requestCode(phone).isProblem(428, "proof-required");

        assertThat(wanted.json().at("/proof/kind").asText()).isEqualTo("captcha");
        assertThat(wanted.json().at("/proof/siteKey").asText()).isEqualTo("site-1");
        assertThat(wanted.http().body()).doesNotContain("s & t");
        assertThat(asked).isEmpty();
        assertNothingIsSent();
    }

    @Test
    void aTokenThatTheMakerAcceptsGivesACode() {
        assertThat(ask("to+ken").status()).isEqualTo(201);

        assertThat(asked).containsExactly("POST application/x-www-form-urlencoded secret=s+%26+t&response=to%2Bken");
        assertThat(service.sender.last(phone).code()).matches("[0-9]{6}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | {\"success\":false,\"error-codes\":[\"timeout-or-duplicate\"]}",
                "200 | {\"success\":\"perhaps\"}",
                "200 | {}",
                "200 | <html>maintenance</html>",
                "200 | ''",
                "500 | {\"success\":true}",
                "302 | {\"success\":true}",
            })
    void whateverElseTheMakerAnswersGivesNone(int itsStatus, String itsAnswer) {
        status = itsStatus;
        answer = itsAnswer;

        ask("token").isProblem(428, "proof-required");

        assertThat(asked).hasSize(1);
        assertNothingIsSent();
    }

    @Test
    void aMakerThatHangsGivesNoneAndHoldsNobodyUp() {
        free = new CountDownLatch(1);

        // Answered at all, while the maker does not.
        ask("token").isProblem(428, "proof-required");

        assertNothingIsSent();
        free.countDown();
        assertThat(ask("token").status()).isEqualTo(201);
    }

    @Test
    void aTokenThatIsTooLongIsNotPassedOn() {
        ask("x".repeat(5000)).isProblem(428, "proof-required");

        assertThat(asked).isEmpty();
    }
}
