package dev.doubletick.registration.push.fake;

import java.time.Instant;
import java.util.Map;

/**
 * A push that a fake provider has accepted.
 *
 * @param platform apns, fcm or webpush
 * @param token the device token, the registration token, or the endpoint
 * @param payload as the phone would get it: JSON, or the decrypted message
 */
public record ReceivedPush(
        String platform, String token, Map<String, String> headers, String payload, Instant receivedAt) {}
