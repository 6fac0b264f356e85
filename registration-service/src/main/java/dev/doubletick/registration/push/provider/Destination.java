package dev.doubletick.registration.push.provider;

import dev.doubletick.protocol.PhoneNumber;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server of a provider, and how it does. What one phone meets there may be that phone's own doing (with Web Push, it has chosen
 * the server and can make it answer as it likes), so each phone counts once: nobody can close a server to the others alone. Safe on
 * any thread.
 */
final class Destination {

    private static final Logger log = LoggerFactory.getLogger(Destination.class);

    /** How long a phone's failure stands for all its further ones. */
    private static final Duration REPEATED = Duration.ofMinutes(10);

    /** How many phones must have been told to wait before all do. */
    static final int SEVERAL = 5;

    /** Beyond it the first are forgotten, and may count again. */
    private static final int MAX_PHONES = 200;

    /** Keeps the newest. */
    private static final class Phones extends LinkedHashMap<PhoneNumber, Instant> {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PhoneNumber, Instant> eldest) {
            return size() > MAX_PHONES;
        }
    }

    private final CircuitBreaker breaker;
    private final Clock clock;
    /** When a phone's failure was counted, since the breaker changed its state the last time. */
    private final Phones failed = new Phones();
    /** Until when a phone was told to wait. */
    private final Phones waiting = new Phones();

    private Instant pausedUntil = Instant.MIN;

    Destination(CircuitBreaker breaker, Clock clock) {
        this.breaker = breaker;
        this.clock = clock;
        breaker.getEventPublisher().onStateTransition(event -> {
            log.warn(
                    "the circuit to {} is {}",
                    breaker.getName(),
                    event.getStateTransition().getToState());
            synchronized (this) {
                failed.clear();
            }
        });
    }

    CircuitBreaker breaker() {
        return breaker;
    }

    /** How long it wants to be left alone; empty if it may be asked. */
    synchronized Optional<Duration> pause() {
        Instant now = clock.instant();
        return pausedUntil.isAfter(now) ? Optional.of(Duration.between(now, pausedUntil)) : Optional.empty();
    }

    /** It has answered something that does not speak against it. */
    void works(long nanos) {
        breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
    }

    /** It has not answered, or that it cannot or will not now. */
    void fails(PhoneNumber phone, PushAnswer.Later answer, long nanos) {
        answer.retryAfter().ifPresent(wait -> note(phone, wait));
        if (isNews(phone)) {
            breaker.onError(nanos, TimeUnit.NANOSECONDS, new IllegalStateException(answer.reason()));
        } else {
            breaker.releasePermission();
        }
    }

    private synchronized boolean isNews(PhoneNumber phone) {
        Instant now = clock.instant();
        Instant before = failed.get(phone);
        if (before != null && before.plus(REPEATED).isAfter(now)) {
            return false;
        }
        failed.remove(phone);
        failed.put(phone, now);
        return true;
    }

    private synchronized void note(PhoneNumber phone, Duration wait) {
        Instant now = clock.instant();
        Instant until = now.plus(wait);
        Instant before = waiting.remove(phone);
        waiting.put(phone, before != null && before.isAfter(until) ? before : until);
        waiting.values().removeIf(end -> !end.isAfter(now));
        // For as long as so many were told to wait; a later, shorter wish changes nothing.
        waiting.values().stream()
                .sorted(Comparator.reverseOrder())
                .skip(SEVERAL - 1)
                .findFirst()
                .filter(end -> end.isAfter(pausedUntil))
                .ifPresent(end -> pausedUntil = end);
    }
}
