package dev.doubletick.registration;

import com.eatthepath.pushy.apns.auth.ApnsSigningKey;
import com.interaso.webpush.VapidKeys;
import dev.doubletick.registration.push.PushConfig;
import dev.doubletick.registration.push.provider.apns.ApnsConfig;
import dev.doubletick.registration.push.provider.fcm.FcmConfig;
import dev.doubletick.registration.push.provider.webpush.WebPushConfig;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;

/**
 * How phones are woken, from environment variables.
 *
 * <table>
 * <caption>Variables</caption>
 * <tr><th>variable</th><th>default</th><th>meaning</th></tr>
 * <tr><td>DOUBLETICK_PUSH_CREDENTIAL, …_FILE</td><td>none</td><td>32 characters or more, the same that the broker knows; phones
 *     are woken if it is set</td></tr>
 * <tr><td>DOUBLETICK_PUSH_BROKER</td><td>required with it</td><td>where to take wake-ups: mqtt://host:port or
 *     mqtts://host:port</td></tr>
 * <tr><td>DOUBLETICK_APNS_KEY_FILE</td><td>none</td><td>the .p8 file of a token signing key; with DOUBLETICK_APNS_KEY_ID and
 *     DOUBLETICK_APNS_TEAM_ID</td></tr>
 * <tr><td>DOUBLETICK_FCM_SERVICE_ACCOUNT, …_FILE</td><td>none</td><td>the JSON file of a service account</td></tr>
 * <tr><td>DOUBLETICK_VAPID_PRIVATE_KEY, …_FILE</td><td>none</td><td>base64url, for Web Push; with
 *     DOUBLETICK_VAPID_PUBLIC_KEY and DOUBLETICK_VAPID_SUBJECT (mailto: or https:)</td></tr>
 * </table>
 */
public final class PushEnvironment {

    private static final int MIN_CREDENTIAL_LENGTH = 32;
    private static final List<String> SCHEMES = List.of("mqtt", "mqtts");

    private final Environment variables;

    /** @param variables with those of the table above */
    public PushEnvironment(Environment variables) {
        this.variables = variables;
    }

    /**
     * Push; empty if it has no credential.
     *
     * @throws IllegalArgumentException if something is missing or wrong; the message names the variable
     */
    public Optional<PushConfig> push() {
        Optional<String> credential = variables.secret("DOUBLETICK_PUSH_CREDENTIAL");
        if (credential.isEmpty()) {
            return Optional.empty();
        }
        if (credential.get().length() < MIN_CREDENTIAL_LENGTH) {
            throw new IllegalArgumentException("DOUBLETICK_PUSH_CREDENTIAL must have 32 characters or more");
        }
        URI broker = Environment.uri("DOUBLETICK_PUSH_BROKER", variables.required("DOUBLETICK_PUSH_BROKER"));
        if (!SCHEMES.contains(broker.getScheme()) || broker.getHost() == null || broker.getPort() < 0) {
            throw new IllegalArgumentException("DOUBLETICK_PUSH_BROKER must be mqtt://host:port or mqtts://host:port");
        }
        return Optional.of(new PushConfig(() -> broker, credential.get(), apns(), fcm(), webPush()));
    }

    private Optional<ApnsConfig> apns() {
        String name = "DOUBLETICK_APNS_KEY_FILE";
        return variables.optional(name).map(file -> {
            try {
                return ApnsConfig.apple(ApnsSigningKey.loadFromPkcs8File(
                        new File(file),
                        variables.required("DOUBLETICK_APNS_TEAM_ID"),
                        variables.required("DOUBLETICK_APNS_KEY_ID")));
            } catch (IOException | GeneralSecurityException e) {
                throw new IllegalArgumentException(name + ": " + file + " cannot be read as a .p8 file", e);
            }
        });
    }

    private Optional<FcmConfig> fcm() {
        String name = "DOUBLETICK_FCM_SERVICE_ACCOUNT";
        return variables
                .secret(name)
                .map(account -> Environment.checked(name, () -> FcmConfig.of(account, FcmConfig.GOOGLE)));
    }

    private Optional<WebPushConfig> webPush() {
        return variables.secret("DOUBLETICK_VAPID_PRIVATE_KEY").map(key -> {
            String publicKey = variables.required("DOUBLETICK_VAPID_PUBLIC_KEY");
            String subject = variables.required("DOUBLETICK_VAPID_SUBJECT");
            try {
                return new WebPushConfig(VapidKeys.fromUncompressedBytes(publicKey, key), subject, false);
            } catch (RuntimeException e) {
                throw new IllegalArgumentException(
                        "the DOUBLETICK_VAPID variables cannot be used: " + e.getMessage(), e);
            }
        });
    }
}
