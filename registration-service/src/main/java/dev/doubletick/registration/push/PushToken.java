package dev.doubletick.registration.push;

import dev.doubletick.protocol.PhoneNumber;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a phone can be pushed to.
 *
 * @param sandbox APNs' development environment
 * @param appId the bundle id on iOS, the package name on Android, whatever the app calls itself with Web Push
 * @param token the device token, the registration token, or the endpoint of a Web Push subscription
 * @param keys of a Web Push subscription, and of nothing else
 */
public record PushToken(
        long id,
        PhoneNumber phone,
        Platform platform,
        boolean sandbox,
        String appId,
        PushKind kind,
        String token,
        Optional<Keys> keys,
        Instant registeredAt) {

    /** A Web Push subscription's keys in base64url (RFC 8291). */
    public record Keys(String p256dh, String auth) {

        /** Without the keys. */
        @Override
        public String toString() {
            return "Keys[…]";
        }
    }

    /** Without the token: whoever has it can push. */
    @Override
    public String toString() {
        return "PushToken[" + id + ", " + phone + ", " + platform.text() + (sandbox ? " sandbox" : "") + ", " + appId
                + "]";
    }
}
