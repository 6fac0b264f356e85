package dev.doubletick.broker.service;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server of ours as an MQTT client: client id {@code x/{name}/{instance}}, user name {@code x/{name}}, password the service's
 * credential. A phone's client id has digits only, so neither can be taken for the other.
 *
 * @param name which service, such as {@code push}
 */
public record ServicePrincipal(String name) {

    /** The service that takes wake-ups. */
    public static final ServicePrincipal PUSH = new ServicePrincipal("push");

    private static final String PREFIX = "x/";
    private static final Pattern CLIENT_ID = Pattern.compile("x/([a-z][a-z0-9-]{0,30})/[A-Za-z0-9_-]{1,64}");

    /** Whether a client id claims to be a service's, if perhaps a malformed one. */
    public static boolean isClaimed(String clientId) {
        return clientId.startsWith(PREFIX);
    }

    /** The principal that a client id names; empty if it is malformed, or a phone's. */
    public static Optional<ServicePrincipal> ofClientId(String clientId) {
        Matcher matcher = CLIENT_ID.matcher(clientId);
        return matcher.matches() ? Optional.of(new ServicePrincipal(matcher.group(1))) : Optional.empty();
    }

    /** Its user name. */
    public String userName() {
        return PREFIX + name;
    }
}
