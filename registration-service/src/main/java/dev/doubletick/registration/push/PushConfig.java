package dev.doubletick.registration.push;

import dev.doubletick.registration.push.provider.apns.ApnsConfig;
import dev.doubletick.registration.push.provider.fcm.FcmConfig;
import dev.doubletick.registration.push.provider.webpush.WebPushConfig;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the push service needs. A provider that is not configured is not used; its tokens are kept.
 *
 * @param broker answers where to take wake-ups, {@code mqtt://} or {@code mqtts://}; asked once, on a thread that may wait
 * @param credential that the broker knows the push service by
 * @param firstRetry after how long what a provider did not take is tried again for the first time
 * @param lastRetry the longest between two attempts
 * @param circuitOpen how long a provider that fails is left in peace
 */
public record PushConfig(
        Supplier<URI> broker,
        String credential,
        Optional<ApnsConfig> apns,
        Optional<FcmConfig> fcm,
        Optional<WebPushConfig> webPush,
        Duration firstRetry,
        Duration lastRetry,
        Duration circuitOpen) {

    /** Twice as long each time, from 2 seconds to 5 minutes; 10 seconds of peace. */
    public PushConfig(
            Supplier<URI> broker,
            String credential,
            Optional<ApnsConfig> apns,
            Optional<FcmConfig> fcm,
            Optional<WebPushConfig> webPush) {
        this(
                broker,
                credential,
                apns,
                fcm,
                webPush,
                Duration.ofSeconds(2),
                Duration.ofMinutes(5),
                Duration.ofSeconds(10));
    }

    /** Without the credential. */
    @Override
    public String toString() {
        return "PushConfig[apns=" + apns.isPresent() + ", fcm=" + fcm.isPresent() + ", webPush=" + webPush.isPresent()
                + "]";
    }
}
