package dev.doubletick.registration.verification.sender;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Posts {@code {"to":"+49…","text":"…"}} to an HTTP gateway of the operator's. Any 2xx status means that the gateway has
 * taken the message; everything else, a redirect included, that it has not.
 */
public final class HttpGatewaySender implements VerificationCodeSender {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final URI gateway;
    private final Optional<String> authorization;
    private final Duration timeout;
    private final HttpClient client;

    /**
     * Connects with the first message, not yet.
     *
     * @param gateway http or https
     * @param authorization the whole value of the Authorization header, if the gateway wants one
     * @param timeout for one message, from connecting to the status line
     */
    public HttpGatewaySender(URI gateway, Optional<String> authorization, Duration timeout) {
        this.gateway = gateway;
        this.authorization = authorization;
        this.timeout = timeout;
        this.client = HttpClient.newBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    @Override
    public CompletableFuture<Void> send(VerificationMessage message) {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(json(message)));
        authorization.ifPresent(value -> request.header("Authorization", value));
        return client.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding())
                .thenCompose(HttpGatewaySender::accepted);
    }

    private static byte[] json(VerificationMessage message) {
        try {
            return MAPPER.writeValueAsBytes(Map.of("to", message.to().e164(), "text", message.text()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("two strings are always JSON", e);
        }
    }

    private static CompletableFuture<Void> accepted(HttpResponse<Void> response) {
        return response.statusCode() / 100 == 2
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(new IOException("the gateway answered " + response.statusCode()));
    }
}
