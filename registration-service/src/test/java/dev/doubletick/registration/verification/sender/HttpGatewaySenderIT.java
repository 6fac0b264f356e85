package dev.doubletick.registration.verification.sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.doubletick.protocol.PhoneNumber;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpGatewaySenderIT {

    private static final VerificationMessage MESSAGE =
            new VerificationMessage(PhoneNumber.ofE164("+4915112345678"), "123456");

    private final List<String> received = new CopyOnWriteArrayList<>();
    private final CountDownLatch hang = new CountDownLatch(1);
    private ExecutorService threads;
    private HttpServer gateway;
    private int status = 200;
    private boolean hangs;

    @BeforeEach
    void start() throws IOException {
        threads = Executors.newCachedThreadPool();
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.setExecutor(threads);
        gateway.createContext("/sms", this::handle);
        gateway.start();
    }

    @AfterEach
    void stop() {
        hang.countDown();
        gateway.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        received.add(exchange.getRequestMethod() + " "
                + exchange.getRequestHeaders().getFirst("Content-Type") + " "
                + exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
        if (hangs) {
            try {
                hang.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        exchange.getResponseHeaders().add("Location", "/sms");
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private HttpGatewaySender sender(Optional<String> authorization) {
        URI uri = URI.create("http://127.0.0.1:" + gateway.getAddress().getPort() + "/sms");
        return new HttpGatewaySender(uri, authorization, Duration.ofMillis(500));
    }

    @Test
    void postsNumberAndText() {
        sender(Optional.of("Bearer gateway-secret")).send(MESSAGE).join();

        assertThat(received).hasSize(1);
        assertThat(received.get(0))
                .startsWith("POST application/json Bearer gateway-secret {")
                .contains("\"to\":\"+4915112345678\"")
                .contains("\"text\":\"Your Doubletick code is 123456. ");
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 202, 204})
    void anySuccessIsSuccess(int code) {
        status = code;

        assertThat(sender(Optional.empty()).send(MESSAGE)).succeedsWithin(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 400, 401, 429, 500, 503})
    void anythingElseIsFailureAndTriedOnce(int code) {
        status = code;

        assertThatThrownBy(() -> sender(Optional.empty()).send(MESSAGE).join())
                .hasRootCauseInstanceOf(IOException.class)
                .hasRootCauseMessage("the gateway answered " + code);
        assertThat(received).hasSize(1);
    }

    @Test
    void aGatewayThatHangsTimesOut() {
        hangs = true;

        assertThatThrownBy(() -> sender(Optional.empty()).send(MESSAGE).join())
                .hasCauseInstanceOf(HttpTimeoutException.class);
    }

    @Test
    void aGatewayThatIsAwayFails() {
        HttpGatewaySender sender = sender(Optional.empty());
        gateway.stop(0);

        assertThatThrownBy(() -> sender.send(MESSAGE).join()).hasCauseInstanceOf(IOException.class);
    }
}
