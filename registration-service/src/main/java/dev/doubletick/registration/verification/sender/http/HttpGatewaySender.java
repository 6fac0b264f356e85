package dev.doubletick.registration.verification.sender.http;

import dev.doubletick.registration.verification.sender.Channel;
import dev.doubletick.registration.verification.sender.MessageRefusedException;
import dev.doubletick.registration.verification.sender.VerificationCodeSender;
import dev.doubletick.registration.verification.sender.VerificationMessage;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Speaks to an HTTP gateway of the operator's as a {@link GatewayTemplate} says. Any 2xx status means that the gateway has taken
 * the message; everything else, a redirect included, that it has not.
 */
public final class HttpGatewaySender implements VerificationCodeSender {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Set<Integer> MESSAGE_AT_FAULT = Set.of(400, 422);

    private final GatewayTemplate template;
    private final Optional<String> authorization;
    private final Duration timeout;
    private final Set<Channel> channels;
    private final HttpClient client;

    /**
     * Connects with the first message, not yet.
     *
     * @param authorization the whole value of the Authorization header, if the gateway wants one
     * @param timeout for one message, from connecting to the status line
     * @param channels what the gateway can do
     */
    public HttpGatewaySender(
            GatewayTemplate template, Optional<String> authorization, Duration timeout, Set<Channel> channels) {
        this.template = template;
        this.authorization = authorization;
        this.timeout = timeout;
        this.channels = Set.copyOf(channels);
        this.client = HttpClient.newBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    @Override
    public boolean serves(Channel channel) {
        return channels.contains(channel);
    }

    @Override
    public CompletableFuture<Void> send(VerificationMessage message) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(template.uri(message)).timeout(timeout);
        if (template.method().equals("GET")) {
            request.GET();
        } else {
            BodyPublisher body = BodyPublishers.ofString(template.body(message));
            request.method(template.method(), body).header("Content-Type", template.contentType());
        }
        authorization.ifPresent(value -> request.header("Authorization", value));
        return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                .thenCompose(this::accepted);
    }

    private CompletableFuture<Void> accepted(HttpResponse<String> response) {
        int status = response.statusCode();
        if (status / 100 != 2) {
            String answer = "the gateway answered " + status;
            return CompletableFuture.failedFuture(
                    MESSAGE_AT_FAULT.contains(status) ? new MessageRefusedException(answer) : new IOException(answer));
        }
        boolean success = template.success()
                .map(pattern -> pattern.matcher(response.body()).find())
                .orElse(true);
        return success
                ? CompletableFuture.completedFuture(null)
                // Not what it said: gateways like to repeat the number.
                : CompletableFuture.failedFuture(
                        new IOException("the gateway answered " + status + " without the word for success"));
    }
}
