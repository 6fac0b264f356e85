package dev.doubletick.registration.verification.sender.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.verification.sender.Channel;
import dev.doubletick.registration.verification.sender.MessageRefusedException;
import dev.doubletick.registration.verification.sender.VerificationMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpGatewaySenderIT {

    private static final VerificationMessage MESSAGE = new VerificationMessage(
            PhoneNumber.ofE164("+4915112345678"),
            Channel.SMS,
            "123456",
            "Your Doubletick code is 123456. Keep it.",
            Locale.ENGLISH);

    private final List<String> received = new CopyOnWriteArrayList<>();
    private final CountDownLatch hang = new CountDownLatch(1);
    private ExecutorService threads;
    private HttpServer gateway;
    private int status = 200;
    private String answer = "";
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
        received.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
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
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private HttpGatewaySender sender(Optional<String> authorization) {
        return sender(GatewayTemplate.json(url("/sms")), authorization);
    }

    private static HttpGatewaySender sender(GatewayTemplate template, Optional<String> authorization) {
        return new HttpGatewaySender(template, authorization, Duration.ofMillis(500), Set.of(Channel.SMS));
    }

    private String url(String path) {
        return "http://127.0.0.1:" + gateway.getAddress().getPort() + path;
    }

    @Test
    void postsNumberAndText() {
        sender(Optional.of("Bearer gateway-secret")).send(MESSAGE).join();

        assertThat(received).hasSize(1);
        assertThat(received.get(0))
                .startsWith("POST /sms application/json Bearer gateway-secret {")
                .contains("\"to\":\"+4915112345678\"")
                .contains("\"text\":\"Your Doubletick code is 123456. ");
    }

    @Test
    void speaksAsTheTemplateSays() {
        sender(
                        new GatewayTemplate(
                                "PUT",
                                url("/sms?n={digits}&l={language}"),
                                "application/x-www-form-urlencoded",
                                "recipient={to}&message={text}&via={channel}",
                                Optional.empty()),
                        Optional.empty())
                .send(MESSAGE)
                .join();
        sender(
                        new GatewayTemplate("GET", url("/sms?to={to}&otp={code}"), "text/plain", "", Optional.empty()),
                        Optional.empty())
                .send(MESSAGE)
                .join();

        assertThat(received)
                .containsExactly(
                        "PUT /sms?n=4915112345678&l=en application/x-www-form-urlencoded null"
                                + " recipient=%2B4915112345678&message=Your%20Doubletick%20code%20is%20123456.%20Keep%20it."
                                + "&via=sms",
                        "GET /sms?to=%2B4915112345678&otp=123456 null null ");
    }

    @Test
    void aGatewayThatSays200WhateverHappensIsAskedForItsWord() {
        answer = "ERR 4915112345678 unknown";
        GatewayTemplate template =
                new GatewayTemplate("POST", url("/sms"), "text/plain", "{text}", Optional.of(Pattern.compile("^OK")));

        assertThatThrownBy(
                        () -> sender(template, Optional.empty()).send(MESSAGE).join())
                .hasRootCauseMessage("the gateway answered 200 without the word for success");

        answer = "OK 17";
        assertThat(sender(template, Optional.empty()).send(MESSAGE)).succeedsWithin(Duration.ofSeconds(5));
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
                .hasRootCauseInstanceOf(code == 400 ? MessageRefusedException.class : IOException.class)
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
