package dev.doubletick.registration.verification.sender.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
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
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that speaks the part of Twilio's API that is used here. */
class TwilioSenderIT {

    private static final String SID = "AC" + "0123456789abcdef".repeat(2);
    private static final PhoneNumber PHONE = PhoneNumber.ofE164("+4915112345678");

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private HttpServer twilio;
    private int status = 201;
    private String answer = "{\"sid\":\"SM1\",\"status\":\"queued\"}";

    @BeforeEach
    void start() throws IOException {
        twilio = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        twilio.createContext("/", this::handle);
        twilio.start();
    }

    @AfterEach
    void stop() {
        twilio.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                + exchange.getRequestHeaders().getFirst("Authorization") + " "
                + exchange.getRequestHeaders().getFirst("Content-Type") + " "
                + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private TwilioSender sender(String from, Optional<String> callsFrom) {
        URI api = URI.create("http://127.0.0.1:" + twilio.getAddress().getPort());
        return new TwilioSender(new TwilioConfig(api, SID, "token", from, callsFrom, Duration.ofSeconds(2)));
    }

    private static VerificationMessage text() {
        return new VerificationMessage(PHONE, Channel.SMS, "123456", "Your code & more: 123456", Locale.ENGLISH);
    }

    @Test
    void postsATextAsAForm() {
        sender("+15005550006", Optional.empty()).send(text()).join();

        assertThat(requests)
                .containsExactly("POST /2010-04-01/Accounts/" + SID + "/Messages.json"
                        // The account's id and "token", as RFC 7617 writes them.
                        + " Basic QUMwMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjp0b2tlbg=="
                        + " application/x-www-form-urlencoded"
                        + " To=%2B4915112345678&From=%2B15005550006&Body=Your+code+%26+more%3A+123456");
    }

    @Test
    void aMessagingServiceIsNamedAsOne() {
        sender("MG00000000000000000000000000000000", Optional.empty())
                .send(text())
                .join();

        assertThat(requests.get(0)).contains("&MessagingServiceSid=MG0").doesNotContain("From=");
    }

    @Test
    void callsSpeakTheLanguageOfThePhone() {
        TwilioSender sender = sender("+15005550006", Optional.of("+15005550007"));
        sender.send(new VerificationMessage(PHONE, Channel.VOICE, "12", "Ihr <Code>: 1, 2", Locale.GERMANY))
                .join();

        assertThat(sender.serves(Channel.VOICE)).isTrue();
        assertThat(requests.get(0))
                .contains("/Calls.json ")
                .endsWith("To=%2B4915112345678&From=%2B15005550007&Twiml=%3CResponse%3E%3CSay+language%3D%22de-DE%22%3E"
                        + "Ihr+%26lt%3BCode%26gt%3B%3A+1%2C+2%3C%2FSay%3E%3C%2FResponse%3E");
    }

    @Test
    void withoutANumberToCallFromThereAreNoCalls() {
        assertThat(sender("+15005550006", Optional.empty()).serves(Channel.VOICE))
                .isFalse();
    }

    @Test
    void aNumberThatTwilioDoesNotWantIsNoFaultOfTwilios() {
        status = 400;
        answer = "{\"code\":21211,\"message\":\"The 'To' number +4915112345678 is not valid.\"}";

        assertThatThrownBy(() ->
                        sender("+15005550006", Optional.empty()).send(text()).join())
                .hasRootCauseInstanceOf(MessageRefusedException.class)
                .hasRootCauseMessage("Twilio answered 400, error 21211");
    }

    @Test
    void anythingElseFails() {
        status = 503;
        answer = "<html>+4915112345678</html>";

        assertThatThrownBy(() ->
                        sender("+15005550006", Optional.empty()).send(text()).join())
                .hasRootCauseInstanceOf(IOException.class)
                .hasRootCauseMessage("Twilio answered 503, error unknown");
    }

    @Test
    void anAccountSidThatIsNoneIsToldAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TwilioConfig(
                        TwilioConfig.API, "../x", "token", "x", Optional.empty(), Duration.ofSeconds(1)));
    }
}
