package dev.doubletick.sdk;

import java.net.URI;
import java.util.Objects;
import java.util.Optional;

/**
 * Where this phone can be woken when it is not connected: what the operating system has given the app. An immutable value.
 *
 * @see Doubletick#registerPush
 */
public final class PushToken {

    /** Whose push service it is. */
    public enum Platform {
        /** Apple's. */
        APNS,
        /** Firebase Cloud Messaging. */
        FCM,
        /** Web Push, such as UnifiedPush on Android without Google. */
        WEBPUSH
    }

    /** What the app wants to get. */
    public enum Kind {
        /** An alert, which the app's extension may rewrite before it is shown. */
        ALERT,
        /** The app wakes in the background, and nothing is shown. */
        BACKGROUND,
        /** Calls only. */
        VOIP
    }

    private final Platform platform;
    private final String token;
    private final String appId;
    private final Kind kind;
    private final boolean sandbox;
    private final Optional<Keys> keys;

    /** The keys of a Web Push subscription, base64url. */
    private static final class Keys {
        private final String p256dh;
        private final String auth;

        Keys(String p256dh, String auth) {
            this.p256dh = p256dh;
            this.auth = auth;
        }
    }

    private PushToken(Platform platform, String token, String appId, Kind kind, boolean sandbox, Optional<Keys> keys) {
        this.platform = platform;
        this.token = Objects.requireNonNull(token);
        this.appId = Objects.requireNonNull(appId);
        this.kind = Objects.requireNonNull(kind);
        this.sandbox = sandbox;
        this.keys = keys;
    }

    /**
     * On iOS.
     *
     * @param deviceToken in hexadecimal
     * @param bundleId of the app
     * @param sandbox whether this is a development build, whose tokens belong to APNs' sandbox
     */
    public static PushToken apns(String deviceToken, String bundleId, Kind kind, boolean sandbox) {
        return new PushToken(Platform.APNS, deviceToken, bundleId, kind, sandbox, Optional.empty());
    }

    /**
     * On Android with Google's services.
     *
     * @param registrationToken that Firebase has given the app
     * @param packageName of the app
     */
    public static PushToken fcm(String registrationToken, String packageName) {
        return new PushToken(Platform.FCM, registrationToken, packageName, Kind.BACKGROUND, false, Optional.empty());
    }

    /**
     * On Android without Google's services, with a UnifiedPush distributor; or a browser.
     *
     * @param p256dh the subscription's public key, base64url
     * @param auth the subscription's secret, base64url
     * @param appId whatever the app calls itself
     */
    public static PushToken webPush(URI endpoint, String p256dh, String auth, String appId) {
        return new PushToken(
                Platform.WEBPUSH,
                endpoint.toString(),
                appId,
                Kind.BACKGROUND,
                false,
                Optional.of(new Keys(p256dh, auth)));
    }

    public Platform platform() {
        return platform;
    }

    /** The device token, the registration token, or the endpoint. Whoever has it may be able to push: keep it out of logs. */
    public String token() {
        return token;
    }

    /** The bundle id, the package name, or what else the app calls itself. */
    public String appId() {
        return appId;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether it belongs to APNs' sandbox. */
    public boolean sandbox() {
        return sandbox;
    }

    /** The public key of a Web Push subscription, base64url; empty for everything else. */
    public Optional<String> p256dh() {
        return keys.map(k -> k.p256dh);
    }

    /** The secret of a Web Push subscription, base64url; empty for everything else. */
    public Optional<String> auth() {
        return keys.map(k -> k.auth);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "push token of " + platform + " for " + appId;
    }
}
