package dev.doubletick.sample.phones.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.doubletick.certificates.TrustFile;
import dev.doubletick.protocol.PhoneNumber;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;

/**
 * What would have been sent over SMS and push services, as {@code /fake/sms} and {@code /fake/push} show it. Safe on any thread;
 * futures complete on threads of the HTTP client.
 */
public final class FakeServices {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    /** A text message. */
    public record Sms(String text, Instant sentAt) {}

    private final URI http;
    private final HttpClient client;
    private final ObjectMapper json = new ObjectMapper();

    /**
     * @param http where the registration service of a {@code doubletick up} is
     * @param trust whom to believe; empty: whom Java believes
     */
    public FakeServices(URI http, Optional<TrustFile> trust) {
        this.http = http;
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(TIMEOUT);
        trust.map(TrustFile::context).ifPresent(builder::sslContext);
        this.client = builder.build();
    }

    /** The texts to a number, oldest first. */
    public CompletableFuture<List<Sms>> sms(PhoneNumber phone) {
        return get("/fake/sms", phone).thenApply(texts -> StreamSupport.stream(texts.spliterator(), false)
                .map(sms -> new Sms(
                        sms.path("text").asText(),
                        Instant.parse(sms.path("sentAt").asText())))
                .toList());
    }

    /** How many pushes went to a number; 0 where the servers send none. */
    public CompletableFuture<Integer> pushes(PhoneNumber phone) {
        return get("/fake/push", phone).thenApply(JsonNode::size);
    }

    private CompletableFuture<JsonNode> get(String path, PhoneNumber phone) {
        HttpRequest request = HttpRequest.newBuilder(http.resolve(path + "?phone=%2B" + phone.digits()))
                .timeout(TIMEOUT)
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
                .thenApply(this::read);
    }

    private JsonNode read(HttpResponse<byte[]> answer) {
        try {
            return switch (answer.statusCode()) {
                case OK -> json.readTree(answer.body());
                case NOT_FOUND -> json.createArrayNode();
                default -> throw new IOException("the server answers " + answer.statusCode());
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
