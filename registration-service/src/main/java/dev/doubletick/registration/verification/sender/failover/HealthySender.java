package dev.doubletick.registration.verification.sender.failover;

import dev.doubletick.registration.verification.sender.MessageRefusedException;
import dev.doubletick.registration.verification.sender.VerificationCodeSender;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A sender and what is known of its health. Safe on any thread. */
final class HealthySender {

    private static final Logger log = LoggerFactory.getLogger(HealthySender.class);

    private final NamedSender named;
    private final HealthPolicy policy;
    private final Clock clock;

    private int failures;
    private Instant restsUntil = Instant.MIN;

    HealthySender(NamedSender named, HealthPolicy policy, Clock clock) {
        this.named = named;
        this.policy = policy;
        this.clock = clock;
    }

    VerificationCodeSender sender() {
        return named.sender();
    }

    /** Whether it has not failed too often. */
    synchronized boolean works() {
        return failures < policy.failures();
    }

    /** Whether a message should be tried with it: it works, or has rested, and then for this one message only. */
    synchronized boolean mayTry() {
        if (works()) {
            return true;
        }
        Instant now = clock.instant();
        if (now.isBefore(restsUntil)) {
            return false;
        }
        restsUntil = now.plus(policy.rest());
        return true;
    }

    /** How a message went; null: well. */
    synchronized void tell(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause == null || cause instanceof MessageRefusedException) {
            if (!works()) {
                log.info("the sender {} works again", named.name());
            }
            failures = 0;
            return;
        }
        failures++;
        log.warn("the sender {} failed, {} times in a row: {}", named.name(), failures, cause.toString());
        if (failures == policy.failures()) {
            log.warn("the sender {} rests for {} s", named.name(), policy.rest().toSeconds());
            restsUntil = clock.instant().plus(policy.rest());
        }
    }
}
