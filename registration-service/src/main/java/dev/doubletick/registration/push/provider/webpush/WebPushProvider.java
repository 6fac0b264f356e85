package dev.doubletick.registration.push.provider.webpush;

import com.interaso.webpush.WebPush;
import dev.doubletick.registration.push.PushToken;
import dev.doubletick.registration.push.provider.HttpCall;
import dev.doubletick.registration.push.provider.HttpVersion;
import dev.doubletick.registration.push.provider.Push;
import dev.doubletick.registration.push.provider.PushAnswer;
import dev.doubletick.registration.push.provider.PushProvider;
import dev.doubletick.registration.push.provider.RetryAfter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Web Push (RFC 8030): an encrypted message (RFC 8291) that says {@code wake}, signed with VAPID (RFC 8292), to whatever endpoint
 * the phone has named. Its server is not to be trusted with anything: not to answer, and not to end its answer.
 */
public final class WebPushProvider implements PushProvider {

    private static final byte[] PAYLOAD = "wake".getBytes(StandardCharsets.UTF_8);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration MAX_TTL = Duration.ofDays(28);
    private static final int THREADS = 4;

    private final WebPushConfig config;
    private final WebPush webPush;
    private final HttpClient http;
    private final Clock clock;
    private final Duration timeout;
    private final HostLookUp hosts = new HostLookUp();
    /** Elliptic curves take their time. */
    private final ExecutorService threads;

    public WebPushProvider(WebPushConfig config, Clock clock) {
        this(config, clock, TIMEOUT);
    }

    /** @param timeout for the look-up of a host, and again for the whole exchange with it */
    WebPushProvider(WebPushConfig config, Clock clock, Duration timeout) {
        this.config = config;
        this.clock = clock;
        this.timeout = timeout;
        webPush = new WebPush(config.subject(), config.keys());
        http = HttpClient.newBuilder()
                .connectTimeout(timeout)
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
        URI endpoint = URI.create(token.token());
        PushToken.Keys keys = token.keys().orElseThrow();
        if (!P256.isPoint(bytes(keys.p256dh()))) {
            return answered(new PushAnswer.Unregistered("bad-keys", Optional.empty()));
        }
        if (config.anywhere()) {
            return post(endpoint, keys, push);
        }
        if (!"https".equals(endpoint.getScheme())) {
            return answered(new PushAnswer.Unregistered("endpoint-without-tls", Optional.empty()));
        }
        return obstacle(endpoint.getHost()).thenCompose(obstacle -> obstacle.map(WebPushProvider::answered)
                .orElseGet(() -> post(endpoint, keys, push)));
    }

    /** What stands against this host; empty if nothing does. */
    private CompletableFuture<Optional<PushAnswer>> obstacle(String host) {
        return hosts.isPublic(host)
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                // Not deleted, and not given up: a resolver may be mistaken for a moment.
                .thenApply(isPublic -> isPublic
                        ? Optional.<PushAnswer>empty()
                        : Optional.<PushAnswer>of(new PushAnswer.Later("endpoint-not-public", Optional.empty(), false)))
                .exceptionally(failure -> Optional.of(
                        failure.getCause() instanceof RejectedExecutionException
                                ? new PushAnswer.Later("resolvers-busy", Optional.empty(), false)
                                : new PushAnswer.Later("unknown-host", Optional.empty(), true)));
    }

    private static CompletableFuture<PushAnswer> answered(PushAnswer answer) {
        return CompletableFuture.completedFuture(answer);
    }

    private CompletableFuture<PushAnswer> post(URI endpoint, PushToken.Keys keys, Push push) {
        return CompletableFuture.supplyAsync(() -> request(endpoint, keys, push), threads)
                .thenCompose(request -> HttpCall.head(http, request, timeout))
                .thenApply(this::answer);
    }

    private HttpRequest request(URI endpoint, PushToken.Keys keys, Push push) {
        Duration left = Duration.between(clock.instant(), push.expires());
        Duration ttl = left.compareTo(MAX_TTL) < 0 ? left : MAX_TTL;
        Map<String, String> headers = webPush.getHeaders(
                endpoint.toString(),
                Math.toIntExact(Math.max(0, ttl.toSeconds())),
                Push.COLLAPSE_KEY,
                WebPush.Urgency.High);
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint)
                .version(HttpVersion.of(endpoint))
                .POST(HttpRequest.BodyPublishers.ofByteArray(
                        webPush.getBody(PAYLOAD, bytes(keys.p256dh()), bytes(keys.auth()))));
        headers.forEach(request::header);
        return request.build();
    }

    private static byte[] bytes(String base64) {
        return Base64.getUrlDecoder().decode(base64);
    }

    private PushAnswer answer(ResponseInfo response) {
        int status = response.statusCode();
        String reason = "status-" + status;
        if (status >= 200 && status < 300) {
            return new PushAnswer.Accepted();
        }
        if (status == 404 || status == 410) {
            return new PushAnswer.Unregistered(reason, Optional.empty());
        }
        if (status == 401 || status == 403) {
            // The operator's VAPID keys are wrong, or not those that this phone subscribed with.
            return new PushAnswer.Later(reason, Optional.empty(), false);
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
        hosts.close();
        threads.shutdownNow();
    }
}
