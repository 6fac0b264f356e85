package dev.doubletick.registration.push.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.doubletick.registration.push.provider.webpush.WebPushConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a push service wants of whoever pushes to a subscription (RFC 8292). */
final class Vapid {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern AUTHORIZATION =
            Pattern.compile("vapid t=([\\w-]+\\.[\\w-]+)\\.([\\w-]+), ?k=([\\w-]+)");
    private static final Duration LONGEST = Duration.ofHours(24);

    private Vapid() {}

    /**
     * Whether the token is signed with the key that the subscription was made for, is meant for this service, has not expired and
     * does so within a day, and names somebody to write to.
     */
    static boolean isGood(String authorization, WebPushConfig subscribedFor, URI endpoint, Instant now) {
        Matcher parts = AUTHORIZATION.matcher(authorization);
        if (!parts.matches() || !parts.group(3).equals(subscribedFor.applicationServerKey())) {
            return false;
        }
        try {
            String[] signed = parts.group(1).split("\\.", -1);
            JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(signed[1]));
            Instant expires = Instant.ofEpochSecond(claims.path("exp").asLong());
            return JSON.readTree(Base64.getUrlDecoder().decode(signed[0]))
                            .path("alg")
                            .asText()
                            .equals("ES256")
                    && isSigned(parts.group(1), parts.group(2), subscribedFor)
                    && claims.path("aud").asText().equals(endpoint.getScheme() + "://" + endpoint.getAuthority())
                    && expires.isAfter(now)
                    && !expires.isAfter(now.plus(LONGEST))
                    && claims.path("sub").asText().equals(subscribedFor.subject());
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    /** RFC 7518 section 3.4: the two numbers one after the other, not in DER. */
    private static boolean isSigned(String text, String signature, WebPushConfig key) throws GeneralSecurityException {
        Signature check = Signature.getInstance("SHA256withECDSAinP1363Format");
        check.initVerify(key.keys().getPublicKey());
        check.update(text.getBytes(StandardCharsets.US_ASCII));
        return check.verify(Base64.getUrlDecoder().decode(signature));
    }
}
