package dev.doubletick.registration.push.provider;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.doubletick.registration.push.PushToken;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves a provider in peace that is out of order, or has asked to be: one circuit breaker for each of its destinations. While it is
 * open every push is answered with {@link PushAnswer.NotSent} at once. And every push is answered within {@value #LIMIT_SECONDS}
 * seconds, whatever the provider does.
 */
public final class GuardedProvider implements PushProvider {

    private static final Logger log = LoggerFactory.getLogger(GuardedProvider.class);

    /** Web Push has as many destinations as phones have distributors. */
    private static final int MAX_DESTINATIONS = 10_000;

    /** Beyond the providers' own limits, which also end what is under way. */
    public static final int LIMIT_SECONDS = 12;

    private final PushProvider provider;
    private final Clock clock;
    private final CircuitBreakerConfig config;
    private final Duration open;
    private final Duration limit;
    private final Cache<String, Destination> destinations =
            Caffeine.newBuilder().maximumSize(MAX_DESTINATIONS).build();

    /** @param open how long a breaker stays open before it lets some pushes try */
    public GuardedProvider(PushProvider provider, Clock clock, Duration open) {
        this(provider, clock, open, Duration.ofSeconds(LIMIT_SECONDS));
    }

    /** @param limit how long a push may take in all */
    GuardedProvider(PushProvider provider, Clock clock, Duration open, Duration limit) {
        this.provider = provider;
        this.clock = clock;
        this.open = open;
        this.limit = limit;
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
        Destination destination =
                destinations.get(name, made -> new Destination(CircuitBreaker.of(made, config), clock));
        Optional<Duration> pause = destination.pause();
        if (pause.isPresent()) {
            return notSent("paused", pause.get());
        }
        if (!destination.breaker().tryAcquirePermission()) {
            return notSent("circuit-open", open);
        }
        long began = System.nanoTime();
        CompletableFuture<PushAnswer> answer;
        try {
            answer = provider.send(token, push);
        } catch (RuntimeException e) {
            destination.breaker().releasePermission();
            throw e;
        }
        return answer.copy()
                .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> {
                    log.debug("{} does not answer: {}", name, failure.toString());
                    return new PushAnswer.Later("unreachable", Optional.empty(), true);
                })
                .whenComplete((outcome, never) -> note(destination, token, outcome, System.nanoTime() - began));
    }

    private static void note(Destination destination, PushToken token, PushAnswer outcome, long nanos) {
        if (!(outcome instanceof PushAnswer.Later later)) {
            destination.works(nanos);
        } else if (later.outage()) {
            destination.fails(token.phone(), later, nanos);
        } else {
            // This token's own trouble tells nothing.
            destination.breaker().releasePermission();
        }
    }

    private static CompletableFuture<PushAnswer> notSent(String reason, Duration wait) {
        return CompletableFuture.completedFuture(new PushAnswer.NotSent(reason, wait));
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
