package dev.doubletick.registration.push.delivery;

import dev.doubletick.registration.push.Platform;
import dev.doubletick.registration.push.PushKind;
import dev.doubletick.registration.push.PushToken;
import dev.doubletick.registration.push.PushTokens;
import dev.doubletick.registration.push.provider.Push;
import dev.doubletick.registration.push.provider.PushAnswer;
import dev.doubletick.registration.push.provider.PushProvider;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
        return next(new Push(wake.expires()), usable, 0, null, otherwise);
    }

    private CompletableFuture<Outcome> next(
            Push push, List<PushToken> usable, int index, Outcome.@Nullable Later later, String otherwise) {
        if (index == usable.size()) {
            return CompletableFuture.completedFuture(later != null ? later : new Outcome.Over(otherwise));
        }
        PushToken token = usable.get(index);
        metrics.sent(token.platform());
        PushProvider provider = providers.get(token.platform());
        if (provider == null) {
            return next(push, usable, index + 1, later, otherwise);
        }
        return provider.send(token, push).thenCompose(answer -> {
            if (answer instanceof PushAnswer.Accepted) {
                return CompletableFuture.completedFuture(new Outcome.Accepted(token));
            }
            if (answer instanceof PushAnswer.Later notNow) {
                Outcome.Later first = later != null ? later : new Outcome.Later(notNow.reason(), notNow.retryAfter());
                return next(push, usable, index + 1, first, otherwise);
            }
            if (answer instanceof PushAnswer.Unregistered gone) {
                metrics.unregistered(token.platform(), gone.reason());
                Instant since = gone.since().orElseGet(clock::instant);
                return CompletableFuture.runAsync(() -> tokens.deleteUnregistered(token, since), blocking)
                        .thenCompose(deleted -> next(push, usable, index + 1, later, "no-token"));
            }
            metrics.refused(token.platform(), ((PushAnswer.Refused) answer).reason());
            return next(push, usable, index + 1, later, "refused");
        });
    }
}
