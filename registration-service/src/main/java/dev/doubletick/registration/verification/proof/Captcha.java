package dev.doubletick.registration.verification.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.doubletick.protocol.PhoneNumber;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A captcha of somebody else's. The client shows it, and sends the token that it got for it; this asks the maker whether the token
 * is good, as reCAPTCHA, hCaptcha and Turnstile all have it: a form with {@code secret} and {@code response}, answered with JSON
 * whose {@code success} is true or false.
 */
public final class Captcha implements ProofGate {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int LONGEST_TOKEN = 4096;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final URI verifier;
    private final String siteKey;
    private final String secret;
    private final Duration timeout;
    private final HttpClient client;

    /**
     * Asks nobody yet.
     *
     * @param verifier where tokens are checked
     * @param siteKey which captcha a client is to show
     * @param secret shows the maker who asks
     */
    public Captcha(URI verifier, String siteKey, String secret) {
        this(verifier, siteKey, secret, TIMEOUT);
    }

    /** @param timeout for connecting, and for an answer */
    Captcha(URI verifier, String siteKey, String secret, Duration timeout) {
        this.verifier = verifier;
        this.siteKey = siteKey;
        this.secret = secret;
        this.timeout = timeout;
        this.client = HttpClient.newBuilder().connectTimeout(timeout).build();
    }

    @Override
    public Map<String, Object> demand(PhoneNumber phone, Instant now) {
        return Map.of("kind", "captcha", "siteKey", siteKey);
    }

    @Override
    public CompletableFuture<Boolean> accepts(PhoneNumber phone, String proof, Instant now) {
        if (proof.length() > LONGEST_TOKEN) {
            return CompletableFuture.completedFuture(false);
        }
        HttpRequest request = HttpRequest.newBuilder(verifier)
                .timeout(timeout)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("secret=" + encoded(secret) + "&response=" + encoded(proof)))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(response -> response.statusCode() == 200 && isSuccess(response.body()));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static boolean isSuccess(String json) {
        try {
            return MAPPER.readTree(json).path("success").asBoolean(false);
        } catch (JsonProcessingException e) {
            return false;
        }
    }
}
