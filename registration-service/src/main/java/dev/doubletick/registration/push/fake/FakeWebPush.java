package dev.doubletick.registration.push.fake;

import com.interaso.webpush.VapidKeys;
import dev.doubletick.registration.push.provider.webpush.WebPushConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A Web Push service with its subscribers, as routes of an HTTP server: it checks who pushes as {@link Vapid} says, and
 * decrypts as a browser would.
 */
public final class FakeWebPush {

    private static final String PATH = "/fake/webpush/";

    private final ReceivedPushes pushes;
    private final VapidKeys vapid = VapidKeys.generate();
    private final Map<String, Subscriber> subscribers = new ConcurrentHashMap<>();
    private volatile int status = 201;
    private volatile @Nullable String retryAfter;

    public FakeWebPush(ReceivedPushes pushes) {
        this.pushes = pushes;
    }

    /** Adds its routes. */
    public void install(RoutesConfig routes) {
        routes.post(PATH + "{id}", this::push);
    }

    /** How to push to it: with keys of its own, and anywhere. */
    public WebPushConfig config() {
        return new WebPushConfig(vapid, "mailto:operator@doubletick.example", true);
    }

    /**
     * A new subscription.
     *
     * @param server where the routes are
     */
    public Subscriber subscribe(URI server) {
        String id = UUID.randomUUID().toString();
        Subscriber subscriber = Subscriber.create(server.resolve(PATH + id));
        subscribers.put(id, subscriber);
        return subscriber;
    }

    /** Ends a subscription. */
    public void unsubscribe(Subscriber subscriber) {
        subscribers.values().remove(subscriber);
    }

    /** From now on every push gets this status; 201 is what a push service says when all is well. */
    public void answerWith(int status, @Nullable String retryAfter) {
        this.status = status;
        this.retryAfter = retryAfter;
    }

    private void push(Context ctx) {
        Subscriber subscriber = subscribers.get(ctx.pathParam("id"));
        String authorization = ctx.header("Authorization");
        if (subscriber == null) {
            ctx.status(410);
            return;
        }
        if (authorization == null
                || !Vapid.isGood(authorization, config(), subscriber.endpoint(), Instant.now(pushes.clock()))) {
            ctx.status(403);
            return;
        }
        if (!"aes128gcm".equals(ctx.header("Content-Encoding")) || ctx.header("TTL") == null) {
            ctx.status(400);
            return;
        }
        String wait = retryAfter;
        if (wait != null) {
            ctx.header("Retry-After", wait);
        }
        ctx.status(status);
        if (status != 201) {
            return;
        }
        try {
            Map<String, String> headers = new TreeMap<>();
            for (String name : new String[] {"TTL", "Topic", "Urgency"}) {
                String value = ctx.header(name);
                if (value != null) {
                    headers.put(name, value);
                }
            }
            pushes.add("webpush", subscriber.endpoint().toString(), headers, subscriber.decrypt(ctx.bodyAsBytes()));
        } catch (GeneralSecurityException e) {
            ctx.status(400);
        }
    }
}
