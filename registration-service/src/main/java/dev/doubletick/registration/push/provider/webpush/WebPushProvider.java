package dev.doubletick.registration.push.provider.webpush;

import com.interaso.webpush.WebPush;
import dev.doubletick.registration.push.PushToken;
import dev.doubletick.registration.push.provider.HttpVersion;
import dev.doubletick.registration.push.provider.Push;
import dev.doubletick.registration.push.provider.PushAnswer;
import dev.doubletick.registration.push.provider.PushProvider;
import dev.doubletick.registration.push.provider.RetryAfter;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Web Push (RFC 8030): an encrypted message (RFC 8291) that says {@code wake}, signed with VAPID (RFC 8292), to whatever endpoint
 * the phone has named.
 */
public final class WebPushProvider implements PushProvider {

    private static final byte[] PAYLOAD = "wake".getBytes(StandardCharsets.UTF_8);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration MAX_TTL = Duration.ofDays(28);
    private static final int THREADS = 4;

    private final WebPushConfig config;
    private final WebPush webPush;
    private final HttpClient http;
    private final Clock clock;
    /** Elliptic curves and DNS take their time. */
    private final ExecutorService threads;

    public WebPushProvider(WebPushConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        webPush = new WebPush(config.subject(), config.keys());
        http = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(10))
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        AtomicInteger made = new AtomicInteger();
        threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "web-push-" + made.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public CompletableFuture<PushAnswer> send(PushToken token, Push push) {
        return CompletableFuture.supplyAsync(() -> request(token, push), threads)
                .thenCompose(request -> request.isEmpty()
                        ? CompletableFuture.completedFuture(
                                new PushAnswer.Unregistered("endpoint-not-public", Optional.empty()))
                        : http.sendAsync(request.get(), HttpResponse.BodyHandlers.discarding())
                                .thenApply(this::answer));
    }

    /** Empty if the endpoint is none that may be called. */
    private Optional<HttpRequest> request(PushToken token, Push push) {
        URI endpoint = URI.create(token.token());
        try {
            if (!config.anywhere() && !EndpointRules.isPublic(endpoint)) {
                return Optional.empty();
            }
        } catch (UnknownHostException e) {
            throw new IllegalStateException("the host of an endpoint is not known", e);
        }
        Duration left = Duration.between(clock.instant(), push.expires());
        Duration ttl = left.compareTo(MAX_TTL) < 0 ? left : MAX_TTL;
        PushToken.Keys keys = token.keys().orElseThrow();
        Map<String, String> headers = webPush.getHeaders(
                token.token(), Math.toIntExact(Math.max(0, ttl.toSeconds())), Push.COLLAPSE_KEY, WebPush.Urgency.High);
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint)
                .version(HttpVersion.of(endpoint))
                .timeout(TIMEOUT)
                .POST(HttpRequest.BodyPublishers.ofByteArray(
                        webPush.getBody(PAYLOAD, bytes(keys.p256dh()), bytes(keys.auth()))));
        headers.forEach(request::header);
        return Optional.of(request.build());
    }

    private static byte[] bytes(String base64) {
        return Base64.getUrlDecoder().decode(base64);
    }

    private PushAnswer answer(HttpResponse<Void> response) {
        int status = response.statusCode();
        String reason = "status-" + status;
        if (status >= 200 && status < 300) {
            return new PushAnswer.Accepted();
        }
        if (status == 404 || status == 410) {
            return new PushAnswer.Unregistered(reason, Optional.empty());
        }
        return status == 429 || status >= 500
                ? new PushAnswer.Later(reason, RetryAfter.of(response.headers(), clock), true)
                : new PushAnswer.Refused(reason);
    }

    /** A push service's host: one that is out of order says nothing of the others. */
    @Override
    public String destination(PushToken token) {
        return "webpush " + URI.create(token.token()).getAuthority();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
