package dev.doubletick.registration.verification;

import java.time.Duration;
import java.util.List;

/**
 * The rules of verification, as data.
 *
 * @param codeLifetime how long a code can be used
 * @param attempts how many guesses a session takes before it is dead, right ones included
 * @param resendDelays how long a phone number waits from one code to the next: after the first code, after the second, and so
 *     on; the last one goes on
 * @param sendTimeout how long the service waits for the gateway
 * @param retention how long a session is kept after its code has expired and the next may be asked for. So long it is told
 *     apart from one that never was, and so long the number's delays go on to grow
 */
public record VerificationPolicy(
        Duration codeLifetime, int attempts, List<Duration> resendDelays, Duration sendTimeout, Duration retention) {

    /** The rules that the protocol promises: 5 minutes; 5 tries; 30 seconds, 1 minute, 5, 15 minutes, 1 hour. */
    public static final VerificationPolicy DEFAULT = new VerificationPolicy(
            Duration.ofMinutes(5),
            5,
            List.of(
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(15),
                    Duration.ofHours(1)),
            Duration.ofSeconds(25),
            Duration.ofMinutes(30));

    /** @throws IllegalArgumentException if there is no delay */
    public VerificationPolicy {
        if (resendDelays.isEmpty()) {
            throw new IllegalArgumentException("at least one delay between codes is needed");
        }
        resendDelays = List.copyOf(resendDelays);
    }

    /** @param step how many codes in a row went before */
    Duration resendDelay(int step) {
        return resendDelays.get(Math.min(step, resendDelays.size() - 1));
    }
}
