package dev.doubletick.registration.push.delivery;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.server.WakeUpNotice;
import dev.doubletick.registration.push.Platform;
import dev.doubletick.registration.push.PushToken;
import dev.doubletick.registration.push.PushTokens;
import dev.doubletick.registration.push.provider.PushProvider;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns wake-ups into pushes. A wake-up is done when a provider has accepted it or it is finally refused, or when it stands in the
 * database for later; until then its future is open, and it is the broker's.
 *
 * <p>So a provider that is away for an hour holds up nobody's wake-ups but those for itself, and they take no memory: a phone has
 * one row, and gets one push when the provider is back.
 */
public final class Delivery implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Delivery.class);

    private static final int BLOCKING_THREADS = 4;
    private static final Duration NOTE_EVERY = Duration.ofSeconds(1);
    private static final int DEFERRED_AT_A_TIME = 200;
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);
    private static final Duration COUNT_EVERY = Duration.ofSeconds(10);

    /**
     * How long a wake-up may hold its place in the broker's order before it is put off. Longer than a provider takes that is well;
     * what stands behind it on the connection is acknowledged only after it.
     */
    private static final Duration BUDGET = Duration.ofSeconds(3);

    private final PushTokens tokens;
    private final DeferredWakeUps deferred;
    private final ParkedWakeUps parked;
    private final PushMetrics metrics;
    private final Clock clock;
    private final Backoff backoff;
    private final Attempt attempt;
    private final TokenLookUp lookUp;
    private final Map<Long, Instant> successes = new ConcurrentHashMap<>();
    /** Of the timer's thread. */
    private boolean databaseAway;

    private volatile long putOff;

    private final ExecutorService blocking = Executors.newFixedThreadPool(BLOCKING_THREADS, daemons("push-database"));
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(daemons("push-timer"));

    /**
     * @param firstRetry after how long a wake-up is tried again for the first time; twice as long each further time
     * @param lastRetry the longest between two attempts
     */
    public Delivery(
            Jdbi jdbi,
            Map<Platform, PushProvider> providers,
            PushMetrics metrics,
            Clock clock,
            RandomGenerator random,
            Duration firstRetry,
            Duration lastRetry) {
        this.tokens = new PushTokens(jdbi);
        this.deferred = new DeferredWakeUps(jdbi);
        this.parked = new ParkedWakeUps(jdbi);
        this.metrics = metrics;
        this.clock = clock;
        this.backoff = new Backoff(firstRetry, lastRetry, random);
        this.attempt = new Attempt(Map.copyOf(providers), tokens, metrics, clock, blocking);
        this.lookUp = new TokenLookUp(tokens, deferred, blocking);
        metrics.gauge("put.off", () -> putOff);
        every(NOTE_EVERY, this::noteSuccesses);
        every(lastRetry.compareTo(COUNT_EVERY) < 0 ? lastRetry : COUNT_EVERY, () -> putOff = deferred.count());
        every(firstRetry.compareTo(TRY_AGAIN) < 0 ? firstRetry : TRY_AGAIN, this::retryDeferred);
    }

    private void every(Duration interval, Runnable task) {
        ScheduledFuture<?> unused = timer.scheduleWithFixedDelay(
                () -> guarded(task), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void guarded(Runnable task) {
        try {
            task.run();
            if (databaseAway) {
                databaseAway = false;
                log.info("push goes on");
            }
        } catch (RuntimeException e) {
            if (!databaseAway) {
                databaseAway = true;
                log.warn("push has to wait for the database: {}", Faults.name(e));
            }
        } catch (Throwable e) {
            // Thrown on, it would silently be this task's last run.
            log.error("push goes on after an error", e);
        }
    }

    /**
     * Works on what came over {@code x/wake/…}. Does not block. Completes when it may be acknowledged, and never fails: what goes
     * wrong with us or the database is tried again, and what makes no sense is parked.
     */
    public CompletableFuture<Void> take(String topic, byte[] payload) {
        metrics.received();
        Optional<Wake> wake = Wake.of(topic, payload);
        if (wake.isEmpty()) {
            return untilDone(() -> park(topic, payload, "unreadable"));
        }
        AtomicInteger faults = new AtomicInteger();
        return untilDone(() -> deliver(wake.get())
                .exceptionallyCompose(failure -> Faults.isOurs(failure) && faults.incrementAndGet() >= Faults.MOST
                        ? park(topic, payload, Faults.name(failure))
                        : CompletableFuture.failedFuture(failure)));
    }

    private CompletableFuture<Void> park(String topic, byte[] payload, String reason) {
        return CompletableFuture.runAsync(
                () -> {
                    parked.park(topic, payload, reason, clock.instant());
                    metrics.parked(reason);
                    log.error("parked a wake-up that cannot be worked on: {}", reason);
                },
                blocking);
    }

    /** Something that can be started again when it has failed. */
    private interface Work {
        CompletableFuture<Void> start();
    }

    private CompletableFuture<Void> untilDone(Work work) {
        return work.start().exceptionallyCompose(failure -> {
            log.debug("a wake-up waits, trying again: {}", Faults.name(failure));
            Executor later = CompletableFuture.delayedExecutor(TRY_AGAIN.toMillis(), TimeUnit.MILLISECONDS, timer);
            return CompletableFuture.runAsync(() -> {}, later).thenCompose(waited -> untilDone(work));
        });
    }

    private CompletableFuture<Void> deliver(Wake wake) {
        return lookUp.of(wake.phone()).thenCompose(found -> {
            if (found.deferred()) {
                // One push for both, when it is time for it.
                return joined(wake);
            }
            CompletableFuture<Attempt.Outcome> pushed = push(wake, found.tokens());
            return pushed.thenApply(Optional::of)
                    .completeOnTimeout(Optional.empty(), BUDGET.toMillis(), TimeUnit.MILLISECONDS)
                    .thenCompose(outcome -> {
                        if (outcome.isEmpty()) {
                            return slow(wake, pushed);
                        }
                        return outcome.get() instanceof Attempt.Outcome.Later notNow
                                ? defer(wake, retryAt(wake, notNow), notNow.reason())
                                        .thenAccept(joined -> {})
                                : CompletableFuture.completedFuture(null);
                    });
        });
    }

    private CompletableFuture<Void> joined(Wake wake) {
        // The time is for the case that the other has been pushed and removed meanwhile.
        return defer(wake, clock.instant(), "joined").thenAccept(joined -> {});
    }

    /** Puts it off while it is still being pushed, and forgets about that if it ends well after all. */
    private CompletableFuture<Void> slow(Wake wake, CompletableFuture<Attempt.Outcome> pushed) {
        Instant next = clock.instant().plus(Attempt.LONGEST).plus(backoff.after(1, Optional.empty()));
        return defer(wake, next, "slow").thenAccept(joined -> {
            CompletableFuture<Void> unused = pushed.thenCompose(
                            outcome -> outcome instanceof Attempt.Outcome.Later || joined.isEmpty()
                                    ? CompletableFuture.completedFuture(null)
                                    : done(wake.phone(), joined.get()))
                    .exceptionally(failure -> {
                        log.debug("a slow wake-up has failed, and is tried again: {}", Faults.name(failure));
                        return null;
                    });
        });
    }

    private CompletableFuture<Attempt.Outcome> push(Wake wake, List<PushToken> candidates) {
        if (wake.hasExpired(clock.instant())) {
            metrics.dropped("expired");
            return CompletableFuture.completedFuture(new Attempt.Outcome.Over("expired"));
        }
        return attempt.start(wake, candidates).thenApply(outcome -> {
            if (outcome instanceof Attempt.Outcome.Accepted accepted) {
                Instant now = clock.instant();
                metrics.accepted(accepted.token().platform(), wake.age(now), wake.reminder());
                successes.put(accepted.token().id(), now);
            } else if (outcome instanceof Attempt.Outcome.Over over) {
                metrics.dropped(over.reason());
            }
            return outcome;
        });
    }

    private Instant retryAt(Wake wake, Attempt.Outcome.Later notNow) {
        return clock.instant().plus(backoff.after(wake.attempts() + 1, notNow.retryAfter()));
    }

    /** @return how many have joined it now; empty if it has no account any more */
    private CompletableFuture<Optional<Long>> defer(Wake wake, Instant next, String reason) {
        return CompletableFuture.supplyAsync(
                () -> {
                    Optional<Long> joined = deferred.defer(wake, next, reason);
                    metrics.deferred(reason);
                    return joined;
                },
                blocking);
    }

    private void noteSuccesses() {
        Map<Long, Instant> noted = Map.copyOf(successes);
        tokens.noteSuccess(noted);
        noted.forEach(successes::remove);
    }

    private void retryDeferred() {
        List<Wake> due = deferred.claim(clock.instant(), DEFERRED_AT_A_TIME);
        if (due.isEmpty()) {
            return;
        }
        Map<PhoneNumber, List<PushToken>> candidates =
                tokens.of(due.stream().map(Wake::phone).toList());
        due.forEach(wake -> retry(wake, candidates.getOrDefault(wake.phone(), List.of())));
    }

    private void retry(Wake wake, List<PushToken> candidates) {
        CompletableFuture<Void> unused = push(wake, candidates)
                .thenCompose(outcome -> outcome instanceof Attempt.Outcome.Later notNow
                        ? deferAgain(wake, notNow)
                        : done(wake.phone(), wake.joined()))
                .exceptionallyCompose(failure -> Faults.isOurs(failure)
                        ? park(WakeUpNotice.topic(wake.phone()), wake.payload(), Faults.name(failure))
                                .thenCompose(parked -> done(wake.phone(), wake.joined()))
                        : CompletableFuture.failedFuture(failure))
                // It stays in the database, and comes again when the claim has ended.
                .exceptionally(failure -> {
                    log.warn("a wake-up that was put off waits on: {}", Faults.name(failure));
                    return null;
                });
    }

    private CompletableFuture<Void> deferAgain(Wake wake, Attempt.Outcome.Later notNow) {
        return CompletableFuture.runAsync(
                () -> {
                    deferred.deferAgain(wake, retryAt(wake, notNow), notNow.reason());
                    metrics.deferred(notNow.reason());
                },
                blocking);
    }

    /** Removes it when the database is there: what is pushed must not be pushed again. */
    private CompletableFuture<Void> done(PhoneNumber phone, long joined) {
        return untilDone(
                () -> CompletableFuture.runAsync(() -> deferred.remove(phone, joined, clock.instant()), blocking));
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Ends without waiting: what is not done is still the broker's, or stands in the database. */
    @Override
    public void close() {
        timer.shutdownNow();
        blocking.shutdown();
    }
}
