package dev.doubletick.registration.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.doubletick.registration.testing.Answer;
import dev.doubletick.registration.testing.Sql;
import dev.doubletick.registration.testing.TestService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ProblemsIT {

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level level = root.getLevel();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private TestService service;

    @BeforeEach
    void start() {
        service = TestService.start();
        log.start();
        root.addAppender(log);
    }

    @AfterEach
    void stop() {
        root.detachAppender(log);
        root.setLevel(level);
        service.close();
    }

    private List<String> logged() {
        return List.copyOf(log.list).stream()
                .map(event -> event.getFormattedMessage()
                        + (event.getThrowableProxy() == null
                                ? ""
                                : ThrowableProxyUtil.asString(event.getThrowableProxy())))
                .toList();
    }

    @Test
    void anUnknownPathIsNotFound() {
        service.get("/nothing/here").isProblem(404, "not-found");
        service.get("/").isProblem(404, "not-found");
    }

    @Test
    void anotherMethodIsNotAllowed() {
        Answer answer = service.get("/v1/verifications").isProblem(405, "method-not-allowed");

        assertThat(answer.header("Allow")).contains("POST");
    }

    @Test
    void aFaultTellsNothingButItsRequestIdAndTheLogTellsTheRest() {
        Answer answer = service.get("/fault").isProblem(500, "internal");

        assertThat(answer.http().body()).doesNotContain("secret", "IllegalState");
        String id = answer.header("X-Request-Id");
        assertThat(logged()).anyMatch(line -> line.contains(id) && line.contains("a secret of the inside"));
    }

    @Test
    void everyAnswerHasARequestIdThatIsInTheLog() {
        for (Answer answer : List.of(
                service.get("/healthz"),
                service.get("/nothing"),
                service.requestCode("+4915112330000"),
                service.requestCode("nonsense"))) {
            String id = answer.header("X-Request-Id");
            Awaitility.await().untilAsserted(() -> assertThat(logged())
                    .anyMatch(line -> line.startsWith(id) && line.contains(" " + answer.status() + " in ")));
        }
    }

    @Test
    void aClientCannotChooseTheRequestId() {
        Answer answer = service.send(service.request("/healthz").header("X-Request-Id", "forged"));

        assertThat(answer.header("X-Request-Id")).isNotEqualTo("forged");
    }

    @Test
    void whatIsNotHttpIsAProblemToo() throws IOException {
        assertThat(raw("NONSENSE\r\n\r\n")).startsWith("HTTP/1.1 400 ").contains("urn:doubletick:problem:bad-request");
        assertThat(raw("GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(20_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ")
                .contains("urn:doubletick:problem:request-too-large", "X-Request-Id: ");
        assertThat(service.get("/healthz").status()).isEqualTo(200);
    }

    @Test
    void aClientThatGoesAwayInItsBodyHarmsNobody() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
            socket.getOutputStream()
                    .write("POST /v1/verifications HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"
                            .getBytes(StandardCharsets.US_ASCII));
        }

        assertThat(service.requestCode("+4915112330001").status()).isEqualTo(201);
    }

    @Test
    void theLogHoldsNeitherNumbersNorCodesNorCredentials() {
        root.setLevel(Level.DEBUG);
        // As logback-registration.xml has it: at DEBUG, Jetty logs what passes through it.
        ((Logger) LoggerFactory.getLogger("org.eclipse.jetty")).setLevel(Level.WARN);
        String phone = "+4915112330002";
        service.sender.answer(() -> CompletableFuture.failedFuture(new IOException("the gateway answered 500")));
        service.requestCode(phone).isProblem(502, "code-not-sent");
        service.sender.answer(() -> CompletableFuture.completedFuture(null));
        String id = service.verification(phone);
        String wrong = service.wrongCode(phone);
        service.guess(id, wrong).isProblem(403, "wrong-code");
        String code = service.sender.lastCode(phone);
        String credential = service.guess(id, code).text("credential");
        String other = service.createAccounts("{\"phones\":[\"" + phone + "\"]}")
                .json()
                .path("accounts")
                .path(0)
                .path("credential")
                .asText();
        service.send(service.request("/v1/operator/accounts")
                .header("Authorization", "Bearer wrong-but-secret-wrong-but-secret")
                .POST(HttpRequest.BodyPublishers.ofString("{}")));

        assertThat(logged()).isNotEmpty();
        assertThat(logged())
                .noneMatch(line -> line.contains(phone.substring(1))
                        || line.contains(credential)
                        || line.contains(other)
                        || line.contains(service.operatorToken.text())
                        || line.contains("wrong-but-secret")
                        || line.matches("(?s).*(?<![0-9a-fA-F-])" + code + "(?![0-9a-fA-F-]).*"));
    }

    @Test
    void theLogOfADatabaseFaultHoldsNoNumber() throws Exception {
        String phone = "+4915112330003";
        Sql.execute(
                service.database,
                "alter table verification_session add constraint fault check (phone <> '" + phone + "')");

        Answer answer = service.requestCode(phone).isProblem(500, "internal");

        assertThat(answer.http().body()).doesNotContain("constraint");
        assertThat(logged()).anyMatch(line -> line.contains("constraint \"fault\""));
        assertThat(logged()).noneMatch(line -> line.contains(phone.substring(1)));
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
