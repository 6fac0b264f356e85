package dev.doubletick.registration.push.fake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.doubletick.registration.push.provider.fcm.FcmConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * FCM's HTTP v1 and Google's token endpoint as routes of an HTTP server: signed assertions are exchanged for access tokens
 * (RFC 7523), and a message needs one of these.
 */
public final class FakeFcm {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PROJECT = "fake-project";
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    private final ReceivedPushes pushes;
    private final KeyPair account;
    private final Set<String> accessTokens = ConcurrentHashMap.newKeySet();
    private final Set<String> unregistered = ConcurrentHashMap.newKeySet();
    private final AtomicInteger exchanges = new AtomicInteger();
    private volatile @Nullable Refusal refusal;
    /** No message is answered before this is complete. */
    private volatile CompletableFuture<Void> answers = CompletableFuture.completedFuture(null);

    /** An answer that every message gets. */
    private record Refusal(
            int status, String code, @Nullable String retryAfter) {}

    public FakeFcm(ReceivedPushes pushes) {
        this.pushes = pushes;
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            account = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has RSA", e);
        }
    }

    /** Adds its routes. */
    public void install(RoutesConfig routes) {
        routes.post("/fake/fcm/token", this::exchange);
        routes.post("/v1/projects/" + PROJECT + "/messages:send", this::send);
    }

    /** How to reach it, where its routes are. */
    public FcmConfig config(URI server) {
        String key = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(account.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        try {
            return FcmConfig.of(
                    JSON.writeValueAsString(Map.of(
                            "type", "service_account",
                            "project_id", PROJECT,
                            "private_key_id", "fake",
                            "private_key", key,
                            "client_email", "push@fake-project.iam.example",
                            "client_id", "1",
                            "token_uri", server.resolve("/fake/fcm/token").toString())),
                    server);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts in a map can be written", e);
        }
    }

    /** From now on this token is not registered any more. */
    public void unregister(String token) {
        unregistered.add(token);
    }

    /** From now on every message gets this answer, until {@link #acceptAgain}. */
    public void refuseWith(int status, String code, @Nullable String retryAfter) {
        refusal = new Refusal(status, code, retryAfter);
    }

    public void acceptAgain() {
        refusal = null;
    }

    /** From now on it pushes what it is sent, and does not say so until {@link #answerAgain}. */
    public void holdAnswers() {
        answers = new CompletableFuture<>();
    }

    public void answerAgain() {
        answers.complete(null);
    }

    /** From now on no access token is good that was fetched so far. */
    public void revokeAccessTokens() {
        accessTokens.clear();
    }

    /** How often an access token was fetched. */
    public int exchanges() {
        return exchanges.get();
    }

    private void exchange(Context ctx) throws GeneralSecurityException {
        String assertion = ctx.formParam("assertion");
        if (!GRANT.equals(ctx.formParam("grant_type")) || assertion == null || !isSigned(assertion)) {
            ctx.status(400).json(Map.of("error", "invalid_grant"));
            return;
        }
        exchanges.incrementAndGet();
        String token = UUID.randomUUID().toString();
        accessTokens.add(token);
        ctx.json(Map.of("access_token", token, "expires_in", 3600, "token_type", "Bearer"));
    }

    private boolean isSigned(String assertion) throws GeneralSecurityException {
        int dot = assertion.lastIndexOf('.');
        if (dot < 0) {
            return false;
        }
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(account.getPublic());
        signature.update(assertion.substring(0, dot).getBytes(StandardCharsets.US_ASCII));
        return signature.verify(Base64.getUrlDecoder().decode(assertion.substring(dot + 1)));
    }

    private void send(Context ctx) throws JsonProcessingException {
        String authorization = ctx.header("Authorization");
        if (authorization == null || !accessTokens.contains(authorization.replace("Bearer ", ""))) {
            refuse(ctx, 401, "UNAUTHENTICATED");
            return;
        }
        Refusal now = refusal;
        if (now != null) {
            if (now.retryAfter() != null) {
                ctx.header("Retry-After", now.retryAfter());
            }
            refuse(ctx, now.status(), now.code());
            return;
        }
        JsonNode message = JSON.readTree(ctx.body()).path("message");
        String token = message.path("token").asText();
        if (unregistered.contains(token)) {
            refuse(ctx, 404, "UNREGISTERED");
            return;
        }
        CompletableFuture<Void> until = answers;
        pushes.add("fcm", token, Map.of(), message.toString());
        if (until.isDone()) {
            accept(ctx);
        } else {
            ctx.future(() -> until.thenRun(() -> accept(ctx)));
        }
    }

    private static void accept(Context ctx) {
        ctx.json(Map.of("name", "projects/" + PROJECT + "/messages/" + UUID.randomUUID()));
    }

    private static void refuse(Context ctx, int status, String code) {
        ctx.status(status)
                .json(Map.of(
                        "error",
                        Map.of(
                                "code",
                                status,
                                "status",
                                code,
                                "details",
                                List.of(Map.of(
                                        "@type",
                                        "type.googleapis.com/google.firebase.fcm.v1.FcmError",
                                        "errorCode",
                                        code)))));
    }
}
