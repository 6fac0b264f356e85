package dev.doubletick.sdk.internal.registration;

import com.google.gson.JsonObject;
import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.PushToken;
import java.util.Locale;

/** Tells the service where a phone can be woken. Safe on any thread. */
public final class PushTokenClient {

    private final Exchange service;

    public PushTokenClient(Exchange service) {
        this.service = service;
    }

    public void put(Account as, PushToken token, Reply<Done> reply) {
        send("PUT", as, token, reply);
    }

    public void delete(Account as, PushToken token, Reply<Done> reply) {
        send("DELETE", as, token, reply);
    }

    private void send(String method, Account as, PushToken token, Reply<Done> reply) {
        service.send(
                service.request(as, "push-tokens")
                        .method(method, Exchange.json(body(token)))
                        .build(),
                Exchange::done,
                reply);
    }

    private static JsonObject body(PushToken token) {
        JsonObject body = new JsonObject();
        body.addProperty("platform", token.platform().name().toLowerCase(Locale.ROOT));
        body.addProperty("appId", token.appId());
        body.addProperty("kind", token.kind().name().toLowerCase(Locale.ROOT));
        body.addProperty("environment", token.sandbox() ? "sandbox" : "production");
        if (token.platform() == PushToken.Platform.WEBPUSH) {
            JsonObject keys = new JsonObject();
            token.p256dh().ifPresent(key -> keys.addProperty("p256dh", key));
            token.auth().ifPresent(secret -> keys.addProperty("auth", secret));
            JsonObject subscription = new JsonObject();
            subscription.addProperty("endpoint", token.token());
            subscription.add("keys", keys);
            body.add("subscription", subscription);
        } else {
            body.addProperty("token", token.token());
        }
        return body;
    }
}
