package dev.doubletick.registration.push.provider;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a provider makes of a push. Reasons are short, for metrics and logs, and name no token. */
public sealed interface PushAnswer {

    /** It will deliver it. */
    record Accepted() implements PushAnswer {}

    /**
     * The token is no longer good, or never was: it is to be deleted.
     *
     * @param since when the provider gave it up, if it says so
     */
    record Unregistered(String reason, Optional<Instant> since) implements PushAnswer {}

    /** It will never take this push; the token may be good. */
    record Refused(String reason) implements PushAnswer {}

    /**
     * It does not take it now.
     *
     * @param retryAfter how long it wants to be left alone, if it says so
     * @param outage whether the provider itself may be the trouble, and not this token alone
     */
    record Later(String reason, Optional<Duration> retryAfter, boolean outage) implements PushAnswer {}

    /**
     * Nothing was sent: the provider is left in peace.
     *
     * @param retryAfter for how long
     */
    record NotSent(String reason, Duration retryAfter) implements PushAnswer {}
}
