package dev.doubletick.standalone.push;

import java.time.Instant;
import java.util.Map;

/**
 * A push that did not leave this machine.
 *
 * @param phone E.164, with the plus
 * @param platform apns, fcm or webpush
 * @param token the device token, the registration token, or the endpoint
 * @param payload as the phone would have got it
 */
public record FakePush(
        String phone, String platform, String token, Map<String, String> headers, String payload, Instant receivedAt) {

    /** Without number and token. */
    @Override
    public String toString() {
        return "FakePush[" + platform + ", " + receivedAt + "]";
    }
}
