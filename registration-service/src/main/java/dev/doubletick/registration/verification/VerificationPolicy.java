package dev.doubletick.registration.verification;

import java.time.Duration;

/**
 * The rules of verification, as data.
 *
 * @param codeLifetime how long a code can be used
 * @param attempts how many guesses a session takes before it is dead, right ones included
 * @param resendDelay how long a phone number waits from one code to the next
 * @param sendTimeout how long the service waits for the gateway
 * @param retention how long an expired session is still told apart from one that never was
 */
public record VerificationPolicy(
        Duration codeLifetime, int attempts, Duration resendDelay, Duration sendTimeout, Duration retention) {

    /** The rules that the protocol promises: 5 minutes, 5 tries, 30 seconds. */
    public static final VerificationPolicy DEFAULT = new VerificationPolicy(
            Duration.ofMinutes(5), 5, Duration.ofSeconds(30), Duration.ofSeconds(15), Duration.ofMinutes(30));
}
