package dev.doubletick.registration.push;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.account.DeviceAuthentication;
import dev.doubletick.registration.http.JsonBody;
import dev.doubletick.registration.http.Problem;
import dev.doubletick.registration.http.ProblemException;
import dev.doubletick.registration.openapi.Access;
import dev.doubletick.registration.openapi.Operation;
import dev.doubletick.registration.push.provider.webpush.P256;
import dev.doubletick.registration.push.provider.webpush.WebPushConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * {@code PUT} and {@code DELETE /v1/push-tokens}: where the phone that asks can be pushed to; and the key that a phone needs to
 * subscribe to Web Push.
 */
public final class PushTokenRoutes {

    private static final String PATH = "/v1/push-tokens";
    private static final int MAX_BODY_BYTES = 8 * 1024;
    private static final int MAX_TOKEN = 2048;
    private static final int MAX_APP_ID = 255;
    /** RFC 8291 section 3.2. */
    private static final int AUTH_BYTES = 16;

    private static final Pattern APNS_TOKEN = Pattern.compile("[0-9a-fA-F]{16,400}");
    private static final Pattern PRINTABLE = Pattern.compile("[!-~]+");

    private static final Operation PUT = Operation.of("registerPushToken", "Says where this phone can be woken")
            .by(Access.DEVICE)
            .takes(TokenBody.class)
            .answers(204);
    private static final Operation DELETE = Operation.of("deletePushToken", "Says where it is no longer to be woken")
            .by(Access.DEVICE)
            .takes(TokenBody.class)
            .answers(204);
    private static final Operation KEY = Operation.of(
                    "getApplicationServerKey", "The key that Web Push subscribes with")
            .answers(200, KeyAnswer.class)
            .refuses(Problem.NOT_FOUND);

    private final DeviceAuthentication authentication;
    private final Jdbi jdbi;
    private final PushTokens tokens;
    private final Clock clock;
    private final Optional<WebPushConfig> webPush;

    /** @param webPush what Web Push subscriptions are made for; tokens are taken without it, too */
    public PushTokenRoutes(
            DeviceAuthentication authentication, Jdbi jdbi, Clock clock, Optional<WebPushConfig> webPush) {
        this.authentication = authentication;
        this.jdbi = jdbi;
        this.tokens = new PushTokens(jdbi);
        this.clock = clock;
        this.webPush = webPush;
    }

    /** Adds the routes. */
    public void install(RoutesConfig routes) {
        routes.addEndpoint(PUT.at(HandlerType.PUT, PATH, this::put));
        routes.addEndpoint(DELETE.at(HandlerType.DELETE, PATH, this::delete));
        routes.addEndpoint(KEY.at(HandlerType.GET, PATH + "/application-server-key", this::key));
    }

    /** The answer to {@code GET /v1/push-tokens/application-server-key}. */
    record KeyAnswer(String applicationServerKey) {}

    private void key(Context ctx) {
        ctx.json(new KeyAnswer(webPush.map(WebPushConfig::applicationServerKey)
                .orElseThrow(() -> new ProblemException(Problem.NOT_FOUND, "Web Push is not set up here."))));
    }

    /** The keys of a subscription, as a browser's {@code PushSubscription} writes them. */
    static final class KeysBody {
        public @Nullable String p256dh;
        public @Nullable String auth;
    }

    /** A Web Push subscription, as a browser's {@code PushSubscription} writes it. */
    static final class SubscriptionBody {
        public @Nullable String endpoint;
        public @Nullable Long expirationTime;
        public @Nullable KeysBody keys;
    }

    /** The body of both requests. Not a record, because most of it may be left out. */
    static final class TokenBody {
        public @Nullable String platform;
        public @Nullable String token;
        public @Nullable SubscriptionBody subscription;
        public @Nullable String environment;
        public @Nullable String appId;
        public @Nullable String kind;
    }

    private void put(Context ctx) {
        authentication.require(ctx);
        TokenBody body = JsonBody.read(ctx, TokenBody.class, MAX_BODY_BYTES);
        Platform platform = platform(body);
        String environment = body.environment == null ? "production" : body.environment;
        boolean sandbox = environment.equals("sandbox");
        if ((!sandbox && !environment.equals("production")) || (sandbox && platform != Platform.APNS)) {
            throw wrong("environment", "must be production, or sandbox with apns");
        }
        PushKind kind = body.kind == null
                ? PushKind.ALERT
                : PushKind.of(body.kind).orElseThrow(() -> wrong("kind", "must be alert, background or voip"));
        PushTokens.Registration registration = new PushTokens.Registration(
                platform, sandbox, appId(body), kind, token(platform, body), keys(platform, body));
        // Once more, with the token: if another device took the number over between the two, this one's token would
        // stay.
        jdbi.useTransaction(transaction ->
                PushTokens.put(transaction, authentication.require(ctx, transaction), registration, clock.instant()));
        ctx.status(204);
    }

    private void delete(Context ctx) {
        PhoneNumber phone = authentication.require(ctx);
        TokenBody body = JsonBody.read(ctx, TokenBody.class, MAX_BODY_BYTES);
        Platform platform = platform(body);
        tokens.delete(phone, platform, token(platform, body));
        ctx.status(204);
    }

    private static Platform platform(TokenBody body) {
        return Platform.of(body.platform == null ? "" : body.platform)
                .orElseThrow(() -> wrong("platform", "must be apns, fcm or webpush"));
    }

    private static String appId(TokenBody body) {
        String appId = body.appId;
        if (appId == null
                || appId.length() > MAX_APP_ID
                || !PRINTABLE.matcher(appId).matches()) {
            throw wrong("appId", "must have 1 to 255 printable ASCII characters");
        }
        return appId;
    }

    private String token(Platform platform, TokenBody body) {
        if (platform == Platform.WEBPUSH) {
            return endpoint(body);
        }
        String token = body.token;
        if (token == null
                || token.length() > MAX_TOKEN
                || !PRINTABLE.matcher(token).matches()) {
            throw wrong("token", "must have 1 to 2048 printable ASCII characters");
        }
        if (platform != Platform.APNS) {
            return token;
        }
        if (!APNS_TOKEN.matcher(token).matches()) {
            throw wrong("token", "must be an APNs device token in hexadecimal");
        }
        return token.toLowerCase(Locale.ROOT);
    }

    private String endpoint(TokenBody body) {
        String endpoint = body.subscription == null ? null : body.subscription.endpoint;
        try {
            if (endpoint != null && endpoint.length() <= MAX_TOKEN) {
                URI uri = new URI(endpoint);
                boolean anywhere = webPush.map(WebPushConfig::anywhere).orElse(false);
                boolean http = "https".equals(uri.getScheme()) || (anywhere && "http".equals(uri.getScheme()));
                if (http && uri.getHost() != null && uri.getUserInfo() == null && uri.getFragment() == null) {
                    return endpoint;
                }
            }
        } catch (URISyntaxException e) {
            throw wrong("subscription.endpoint", "is not a URL").withCause(e);
        }
        throw wrong("subscription.endpoint", "must be an https URL of at most 2048 characters");
    }

    private static PushToken.@Nullable Keys keys(Platform platform, TokenBody body) {
        if (platform != Platform.WEBPUSH) {
            return null;
        }
        KeysBody keys = body.subscription == null ? null : body.subscription.keys;
        if (keys == null) {
            throw wrong("subscription.keys", "is missing");
        }
        byte[] p256dh = base64(keys.p256dh, "p256dh");
        if (!P256.isPoint(p256dh)) {
            throw wrong("subscription.keys.p256dh", "must be an uncompressed point on P-256, 65 bytes in base64url");
        }
        byte[] auth = base64(keys.auth, "auth");
        if (auth.length != AUTH_BYTES) {
            throw wrong("subscription.keys.auth", "must be " + AUTH_BYTES + " bytes in base64url");
        }
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return new PushToken.Keys(encoder.encodeToString(p256dh), encoder.encodeToString(auth));
    }

    private static byte[] base64(@Nullable String text, String name) {
        try {
            return Base64.getUrlDecoder().decode(text == null ? "" : text);
        } catch (IllegalArgumentException e) {
            throw wrong("subscription.keys." + name, "is not base64url").withCause(e);
        }
    }

    private static ProblemException wrong(String field, String what) {
        return new ProblemException(Problem.INVALID_JSON, "The field " + field + " " + what + ".");
    }
}
