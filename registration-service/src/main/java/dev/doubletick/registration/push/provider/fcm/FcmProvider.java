package dev.doubletick.registration.push.provider.fcm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.auth.RequestMetadataCallback;
import dev.doubletick.registration.push.PushToken;
import dev.doubletick.registration.push.provider.HttpVersion;
import dev.doubletick.registration.push.provider.Push;
import dev.doubletick.registration.push.provider.PushAnswer;
import dev.doubletick.registration.push.provider.PushProvider;
import dev.doubletick.registration.push.provider.RetryAfter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * FCM's HTTP v1: one data message of high priority without content, so that the app wakes and decides what to show. Access tokens
 * come from the service account, and are fetched anew before they end.
 *
 * <p>Errors are those of "FcmError" and "ErrorCode" in Firebase's reference.
 */
public final class FcmProvider implements PushProvider {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int THREADS = 2;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    /** FCM keeps nothing longer: four weeks. */
    private static final Duration MAX_TTL = Duration.ofDays(28);

    private final FcmConfig config;
    private final URI address;
    /** For the client, which would otherwise take one for each answer that comes in meanwhile. */
    private final ExecutorService threads;

    private final HttpClient http;
    private final ExecutorService tokens;
    private final Clock clock;

    public FcmProvider(FcmConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.address =
                config.server().resolve("/v1/projects/" + config.account().getProjectId() + "/messages:send");
        this.threads = Executors.newFixedThreadPool(THREADS, daemons("fcm"));
        this.http = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(10))
                .executor(threads)
                .build();
        this.tokens = Executors.newSingleThreadExecutor(daemons("fcm-access-token"));
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public CompletableFuture<PushAnswer> send(PushToken token, Push push) {
        return authorization()
                .thenCompose(
                        headers -> http.sendAsync(request(token, push, headers), HttpResponse.BodyHandlers.ofString()))
                .thenApply(this::answer);
    }

    private CompletableFuture<Map<String, List<String>>> authorization() {
        CompletableFuture<Map<String, List<String>>> headers = new CompletableFuture<>();
        config.account().getRequestMetadata(address, tokens, new RequestMetadataCallback() {
            @Override
            public void onSuccess(Map<String, List<String>> metadata) {
                headers.complete(metadata);
            }

            @Override
            public void onFailure(Throwable exception) {
                headers.completeExceptionally(exception);
            }
        });
        return headers;
    }

    private HttpRequest request(PushToken token, Push push, Map<String, List<String>> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .version(HttpVersion.of(address))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json; charset=UTF-8")
                .POST(HttpRequest.BodyPublishers.ofString(body(token, push)));
        headers.forEach((name, values) -> values.forEach(value -> request.header(name, value)));
        return request.build();
    }

    private String body(PushToken token, Push push) {
        Duration left = Duration.between(clock.instant(), push.expires());
        Duration ttl = left.compareTo(MAX_TTL) < 0 ? left : MAX_TTL;
        try {
            return JSON.writeValueAsString(Map.of(
                    "message",
                    Map.of(
                            "token",
                            token.token(),
                            "data",
                            Map.of("doubletick", "wake"),
                            "android",
                            Map.of(
                                    "priority",
                                    "HIGH",
                                    "collapse_key",
                                    Push.COLLAPSE_KEY,
                                    "ttl",
                                    Math.max(0, ttl.toSeconds()) + "s"))));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts in maps can be written", e);
        }
    }

    private PushAnswer answer(HttpResponse<String> response) {
        if (response.statusCode() == 200) {
            return new PushAnswer.Accepted();
        }
        JsonNode error = error(response.body());
        String code = code(error, response.statusCode());
        return switch (code) {
            case "UNREGISTERED", "SENDER_ID_MISMATCH" -> new PushAnswer.Unregistered(code, Optional.empty());
            case "INVALID_ARGUMENT" ->
                // Only if it is the token that is invalid: a mistake of ours must not cost all of them.
                namesTheToken(error)
                        ? new PushAnswer.Unregistered(code, Optional.empty())
                        : new PushAnswer.Refused(code);
            case "QUOTA_EXCEEDED" -> new PushAnswer.Later(code, retryAfter(response), true);
            default ->
                response.statusCode() == 401
                                || response.statusCode() == 403
                                || response.statusCode() == 429
                                || response.statusCode() >= 500
                        ? new PushAnswer.Later(code, retryAfter(response), true)
                        : new PushAnswer.Refused(code);
        };
    }

    private Optional<Duration> retryAfter(HttpResponse<String> response) {
        return RetryAfter.of(response.headers(), clock);
    }

    private static JsonNode error(String body) {
        try {
            return JSON.readTree(body).path("error");
        } catch (JsonProcessingException e) {
            return JSON.createObjectNode();
        }
    }

    private static String code(JsonNode error, int status) {
        for (JsonNode detail : error.path("details")) {
            if (detail.hasNonNull("errorCode")) {
                return detail.path("errorCode").asText();
            }
        }
        return error.path("status").asText("status-" + status);
    }

    private static boolean namesTheToken(JsonNode error) {
        for (JsonNode detail : error.path("details")) {
            for (JsonNode violation : detail.path("fieldViolations")) {
                if (violation.path("field").asText().equals("message.token")) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public String destination(PushToken token) {
        return "fcm";
    }

    @Override
    public void close() {
        tokens.shutdownNow();
        threads.shutdown();
    }
}
