package dev.doubletick.registration.push.delivery;

import dev.doubletick.registration.push.Platform;
import dev.doubletick.registration.push.PushKind;
import dev.doubletick.registration.push.PushToken;
import dev.doubletick.registration.push.PushTokens;
import dev.doubletick.registration.push.provider.GuardedProvider;
import dev.doubletick.registration.push.provider.Push;
import dev.doubletick.registration.push.provider.PushAnswer;
import dev.doubletick.registration.push.provider.PushProvider;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to wake a phone: its tokens in turn, until a provider accepts. A token that is no longer good is deleted on the way.
 */
final class Attempt {

    /** How it ended. */
    sealed interface Outcome {
        /** A provider has accepted it. */
        record Accepted(PushToken token) implements Outcome {}

        /** There is nobody to ask, or all who were asked have refused for good. */
        record Over(String reason) implements Outcome {}

        /** Somebody would take it later. */
        record Later(String reason, Optional<Duration> retryAfter) implements Outcome {}
    }

    /** No token is begun later than this. */
    private static final Duration LAST_TOKEN = Duration.ofSeconds(12);

    /** Within this it has ended: a database that answers, and a {@link GuardedProvider} given. */
    static final Duration LONGEST = LAST_TOKEN.plusSeconds(GuardedProvider.LIMIT_SECONDS);

    private final Map<Platform, PushProvider> providers;
    private final PushTokens tokens;
    private final PushMetrics metrics;
    private final Clock clock;
    private final Executor blocking;

    /** @param blocking for the database */
    Attempt(
            Map<Platform, PushProvider> providers,
            PushTokens tokens,
            PushMetrics metrics,
            Clock clock,
            Executor blocking) {
        this.providers = providers;
        this.tokens = tokens;
        this.metrics = metrics;
        this.clock = clock;
        this.blocking = blocking;
    }

    /** Tries these tokens. Fails if something is wrong with us, or the database. */
    CompletableFuture<Outcome> start(Wake wake, List<PushToken> candidates) {
        List<PushToken> usable = candidates.stream()
                .filter(token -> token.kind() != PushKind.VOIP && providers.containsKey(token.platform()))
                .toList();
        String otherwise = candidates.isEmpty() ? "no-token" : usable.isEmpty() ? "no-usable-token" : "refused";
        return new Run(new Push(wake.expires()), usable).next(0, null, otherwise);
    }

    /** The tokens of one phone, one after the other. */
    private final class Run {
        private final Push push;
        private final List<PushToken> usable;
        private final long began = System.nanoTime();

        Run(Push push, List<PushToken> usable) {
            this.push = push;
            this.usable = usable;
        }

        CompletableFuture<Outcome> next(int index, Outcome.@Nullable Later later, String otherwise) {
            if (index == usable.size()) {
                return CompletableFuture.completedFuture(later != null ? later : new Outcome.Over(otherwise));
            }
            if (index > 0 && System.nanoTime() - began > LAST_TOKEN.toNanos()) {
                return CompletableFuture.completedFuture(
                        later != null ? later : new Outcome.Later("slow", Optional.empty()));
            }
            PushToken token = usable.get(index);
            PushProvider provider = Objects.requireNonNull(providers.get(token.platform()));
            return provider.send(token, push).thenCompose(answer -> {
                if (answer instanceof PushAnswer.NotSent notSent) {
                    return next(
                            index + 1, firstOf(later, notSent.reason(), Optional.of(notSent.retryAfter())), otherwise);
                }
                metrics.sent(token.platform());
                if (answer instanceof PushAnswer.Accepted) {
                    return CompletableFuture.completedFuture(new Outcome.Accepted(token));
                }
                if (answer instanceof PushAnswer.Later notNow) {
                    return next(index + 1, firstOf(later, notNow.reason(), notNow.retryAfter()), otherwise);
                }
                if (answer instanceof PushAnswer.Unregistered gone) {
                    metrics.unregistered(token.platform(), gone.reason());
                    Instant since = gone.since().orElseGet(clock::instant);
                    return CompletableFuture.runAsync(() -> tokens.deleteUnregistered(token, since), blocking)
                            .thenCompose(deleted -> next(index + 1, later, "no-token"));
                }
                metrics.refused(token.platform(), ((PushAnswer.Refused) answer).reason());
                return next(index + 1, later, "refused");
            });
        }

        private Outcome.Later firstOf(Outcome.@Nullable Later before, String reason, Optional<Duration> retryAfter) {
            return before != null ? before : new Outcome.Later(reason, retryAfter);
        }
    }
}
