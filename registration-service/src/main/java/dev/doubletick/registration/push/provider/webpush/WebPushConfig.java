package dev.doubletick.registration.push.provider.webpush;

import com.interaso.webpush.VapidKeys;
import java.util.Base64;

/**
 * How to use Web Push.
 *
 * @param keys tell push services who pushes (VAPID, RFC 8292); phones need the public one to subscribe
 * @param subject how a push service reaches the operator: a {@code mailto:} or {@code https:} URI
 * @param anywhere whether an endpoint may be without TLS and inside this network: for tests and trials only
 */
public record WebPushConfig(VapidKeys keys, String subject, boolean anywhere) {

    /** @throws IllegalArgumentException if the subject is neither */
    public WebPushConfig {
        if (!subject.startsWith("mailto:") && !subject.startsWith("https:")) {
            throw new IllegalArgumentException("the VAPID subject must be a mailto: or https: URI");
        }
    }

    /** What a subscription is made for: the public key, base64url. */
    public String applicationServerKey() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(keys.getApplicationServerKey());
    }
}
