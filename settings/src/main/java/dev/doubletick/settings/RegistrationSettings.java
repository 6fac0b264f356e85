package dev.doubletick.settings;

import java.util.ArrayList;
import java.util.List;

/** What the registration service reads from the environment. */
final class RegistrationSettings {

    static final List<Setting> LIST = list();

    private RegistrationSettings() {}

    private static List<Setting> list() {
        List<Setting> all = new ArrayList<>(List.of(
                of("DATABASE_CONNECTIONS", "whole number", "10", "Most connections of the pool."),
                of("HTTP_HOST", "address", "127.0.0.1", "Where the service listens."),
                of("HTTP_PORT", "0 to 65535, 0 for any free one", "8080", "Its port."),
                of(
                        "TLS_KEY_STORE",
                        "PKCS #12 file",
                        "none: no TLS",
                        "The certificate to show, with its key; read again when it changes."),
                secret(
                        "TLS_KEY_STORE_PASSWORD",
                        "text",
                        "doubletick",
                        "The password of the key store and of the key in it."),
                of(
                        "BROKER_ADDRESSES",
                        "mqtt://, mqtts://, ws:// or wss:// URIs with commas",
                        "required",
                        "Where phones are told that the broker is."),
                secret(
                        "OTP_KEY",
                        "base64 of 32 bytes or more",
                        "required",
                        "The key that codes are stored under; the same for all instances."),
                secret(
                        "OPERATOR_TOKEN",
                        "32 characters or more",
                        "required",
                        "What the operator API asks for as a Bearer token."),
                of(
                        "PUSH_BROKER",
                        "mqtt://host:port or mqtts://host:port",
                        "required with a push credential",
                        "Where the push service takes wake-ups."),
                of("APNS_KEY_FILE", ".p8 file", "none: no APNs", "A token signing key of Apple's."),
                of("APNS_KEY_ID", "text", "with the key", "Its id."),
                of("APNS_TEAM_ID", "text", "with the key", "The team that it belongs to."),
                secret("FCM_SERVICE_ACCOUNT", "JSON", "none: no FCM", "A service account of Firebase's."),
                secret("VAPID_PRIVATE_KEY", "base64url", "none: no Web Push", "The key for Web Push (RFC 8292)."),
                of("VAPID_PUBLIC_KEY", "base64url", "with the private key", "Its public part."),
                of("VAPID_SUBJECT", "mailto: or https:", "with the private key", "Whom push services may turn to."),
                of(
                        "TRUSTED_PROXIES",
                        "whole number, proxies",
                        "0",
                        "How many proxies stand before the service, each of which adds to X-Forwarded-For. A wrong number makes all who"
                                + " come through them share one address's limits."),
                of(
                        "COUNTRIES_ALLOWED",
                        "ISO codes (DE) or calling codes (+49) with commas",
                        "all",
                        "Whose numbers may register."),
                of("COUNTRIES_BLOCKED", "the same", "none", "Whose may not; counts more."),
                of(
                        "NUMBER_TYPES_REFUSED",
                        "fixed-line, premium, toll-free, voip, pager, forwarded with commas, or none",
                        "premium",
                        "Kinds of numbers that may not register."),
                of("APP_NAME", "text", "Doubletick", "What texts call the app."),
                of(
                        "ANDROID_APP_HASHES",
                        "hashes with commas",
                        "none",
                        "Apps that read the code by Android's SMS Retriever."),
                of("IOS_DOMAINS", "domains with commas", "none", "Domains of iOS's domain-bound codes."),
                of("PROOF_OF_WORK_BITS", "whole number, bits", "0: none", "The work that is asked for near a limit."),
                of("CAPTCHA_VERIFY_URL", "URL", "none", "A captcha's siteverify, in place of work."),
                of("CAPTCHA_SITE_KEY", "text", "with the URL", "What clients are told."),
                secret("CAPTCHA_SECRET", "text", "with the URL", "What the captcha's maker is told."),
                of(
                        "SENDERS",
                        "http, http-2, twilio, smpp, log with commas",
                        "http",
                        "Who brings codes, in the order in which they are tried."),
                of(
                        "PROFILE",
                        "production or dev",
                        "production",
                        "dev allows the sender log, which writes codes to the log."),
                of("TWILIO_ACCOUNT_SID", "text", "with twilio", "The account."),
                secret("TWILIO_AUTH_TOKEN", "text", "with twilio", "Its token."),
                of("TWILIO_FROM", "number, name or messaging service", "with twilio", "Whom texts come from."),
                of("TWILIO_CALLS_FROM", "number", "none: no calls", "Whom calls come from."),
                of("TWILIO_API", "URL", "Twilio's own", "Another address of the API."),
                of("SMPP_ADDRESS", "host:port", "with smpp", "The SMS centre."),
                of("SMPP_TLS", "true or false", "false", "Whether it is reached by TLS."),
                of("SMPP_SYSTEM_ID", "text", "with smpp", "The name to bind with."),
                secret("SMPP_PASSWORD", "text", "with smpp", "Its password."),
                of("SMPP_SYSTEM_TYPE", "text", "empty", "As the centre asks for."),
                of("SMPP_SOURCE", "text", "with smpp", "The sender that phones show.")));
        all.addAll(gateway("SMS_GATEWAY_", "http"));
        all.addAll(gateway("SMS_GATEWAY_2_", "http-2"));
        return List.copyOf(all);
    }

    private static List<Setting> gateway(String prefix, String sender) {
        return List.of(
                of(prefix + "URL", "URL, with places such as {to}", "with " + sender, "Where a text is posted to."),
                of(prefix + "METHOD", "POST, PUT or GET", "POST", "How."),
                of(prefix + "CONTENT_TYPE", "media type", "application/json", "What the body is."),
                of(prefix + "BODY", "text with places", "{\"to\":\"{to}\",\"text\":\"{text}\"}", "The body."),
                of(prefix + "SUCCESS", "regular expression", "none", "What the answer's body must match."),
                of(prefix + "CHANNELS", "sms, voice or both with commas", "sms", "What the gateway can do."),
                secret(prefix + "AUTHORIZATION", "text", "none", "The Authorization header."),
                of(prefix + "TIMEOUT_SECONDS", "whole number, seconds", "10", "How long one message may take."));
    }

    private static Setting of(String name, String type, String fallback, String meaning) {
        return new Setting(Setting.PREFIX + name, Server.REGISTRATION, type, fallback, meaning, false);
    }

    private static Setting secret(String name, String type, String fallback, String meaning) {
        return new Setting(Setting.PREFIX + name, Server.REGISTRATION, type, fallback, meaning, true);
    }
}
