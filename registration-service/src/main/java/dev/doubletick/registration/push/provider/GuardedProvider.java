package dev.doubletick.registration.push.provider;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.doubletick.registration.push.PushToken;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves a provider in peace that is out of order, or has asked to be: one circuit breaker for each of its destinations. While it is
 * open every push is answered with {@link PushAnswer.Later} at once.
 */
public final class GuardedProvider implements PushProvider {

    private static final Logger log = LoggerFactory.getLogger(GuardedProvider.class);

    /** Web Push has as many destinations as phones have distributors. */
    private static final int MAX_DESTINATIONS = 10_000;

    /** One destination; paused until it wants to be asked again. */
    private static final class Destination {
        final CircuitBreaker breaker;
        volatile Instant pausedUntil = Instant.MIN;

        Destination(CircuitBreaker breaker) {
            this.breaker = breaker;
        }
    }

    private final PushProvider provider;
    private final Clock clock;
    private final CircuitBreakerConfig config;
    private final Duration open;
    private final Cache<String, Destination> destinations =
            Caffeine.newBuilder().maximumSize(MAX_DESTINATIONS).build();

    /** @param open how long a breaker stays open before it lets some pushes try */
    public GuardedProvider(PushProvider provider, Clock clock, Duration open) {
        this.provider = provider;
        this.clock = clock;
        this.open = open;
        this.config = CircuitBreakerConfig.custom()
                .clock(clock)
                .slidingWindowSize(20)
                .minimumNumberOfCalls(10)
                .failureRateThreshold(50)
                .waitDurationInOpenState(open)
                .permittedNumberOfCallsInHalfOpenState(5)
                .build();
    }

    @Override
    public CompletableFuture<PushAnswer> send(PushToken token, Push push) {
        String name = destination(token);
        Destination destination = destinations.get(name, this::made);
        Instant now = clock.instant();
        if (destination.pausedUntil.isAfter(now)) {
            return later("paused", Duration.between(now, destination.pausedUntil));
        }
        if (!destination.breaker.tryAcquirePermission()) {
            return later("circuit-open", open);
        }
        long began = System.nanoTime();
        CompletableFuture<PushAnswer> answer;
        try {
            answer = provider.send(token, push);
        } catch (RuntimeException e) {
            destination.breaker.releasePermission();
            throw e;
        }
        return answer.exceptionally(failure -> {
                    log.debug("{} does not answer: {}", name, failure.toString());
                    return new PushAnswer.Later("unreachable", Optional.empty(), true);
                })
                .whenComplete((outcome, never) -> note(destination, outcome, System.nanoTime() - began));
    }

    private void note(Destination destination, PushAnswer outcome, long nanos) {
        if (outcome instanceof PushAnswer.Later later && later.outage()) {
            destination.breaker.onError(nanos, TimeUnit.NANOSECONDS, new IllegalStateException(later.reason()));
            later.retryAfter()
                    .ifPresent(wait -> destination.pausedUntil = clock.instant().plus(wait));
        } else {
            destination.breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
        }
    }

    private Destination made(String name) {
        CircuitBreaker breaker = CircuitBreaker.of(name, config);
        breaker.getEventPublisher()
                .onStateTransition(event -> log.warn(
                        "the circuit to {} is {}",
                        name,
                        event.getStateTransition().getToState()));
        return new Destination(breaker);
    }

    private static CompletableFuture<PushAnswer> later(String reason, Duration wait) {
        return CompletableFuture.completedFuture(new PushAnswer.Later(reason, Optional.of(wait), true));
    }

    @Override
    public String destination(PushToken token) {
        return provider.destination(token);
    }

    @Override
    public void close() {
        provider.close();
    }
}
