package dev.doubletick.registration.verification.sender.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.doubletick.registration.verification.sender.Channel;
import dev.doubletick.registration.verification.sender.MessageRefusedException;
import dev.doubletick.registration.verification.sender.VerificationCodeSender;
import dev.doubletick.registration.verification.sender.VerificationMessage;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Texts and calls through Twilio's REST API of 2010-04-01: a form to Messages.json, or to Calls.json with TwiML that speaks. */
public final class TwilioSender implements VerificationCodeSender {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final TwilioConfig config;
    private final String authorization;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();

    /** Connects with the first message, not yet. */
    public TwilioSender(TwilioConfig config) {
        this.config = config;
        String credentials = config.accountSid() + ":" + config.authToken();
        this.authorization =
                "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean serves(Channel channel) {
        return channel == Channel.SMS || config.callsFrom().isPresent();
    }

    @Override
    public CompletableFuture<Void> send(VerificationMessage message) {
        return message.channel() == Channel.VOICE
                ? post("Calls.json", call(message))
                : post("Messages.json", text(message));
    }

    private Map<String, String> text(VerificationMessage message) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("To", message.to().e164());
        form.put(config.textsFrom().startsWith("MG") ? "MessagingServiceSid" : "From", config.textsFrom());
        form.put("Body", message.text());
        return form;
    }

    private Map<String, String> call(VerificationMessage message) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("To", message.to().e164());
        form.put("From", config.callsFrom().orElseThrow());
        form.put(
                "Twiml",
                "<Response><Say language=\"" + message.language().toLanguageTag() + "\">"
                        + GatewayTemplate.xmlEscaped(message.text()) + "</Say></Response>");
        return form;
    }

    private CompletableFuture<Void> post(String resource, Map<String, String> form) {
        URI uri = config.api().resolve("/2010-04-01/Accounts/" + config.accountSid() + "/" + resource);
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(config.timeout())
                .header("Authorization", authorization)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenCompose(TwilioSender::accepted);
    }

    private static CompletableFuture<Void> accepted(HttpResponse<String> response) {
        int status = response.statusCode();
        if (status / 100 == 2) {
            return CompletableFuture.completedFuture(null);
        }
        // Twilio's number for the error, and not its words, which repeat the phone number.
        String answer = "Twilio answered " + status + ", error " + errorCode(response.body());
        return CompletableFuture.failedFuture(
                status == 400 ? new MessageRefusedException(answer) : new IOException(answer));
    }

    private static String errorCode(String json) {
        try {
            return Integer.toString(MAPPER.readTree(json).path("code").asInt());
        } catch (JsonProcessingException e) {
            return "unknown";
        }
    }
}
