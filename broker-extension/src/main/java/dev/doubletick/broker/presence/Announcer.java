package dev.doubletick.broker.presence;

import dev.doubletick.broker.Completion;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Presence;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells watchers. However many there are to be told, only {@value #WINDOW} tellings are under way at a time, and watched phones
 * take turns, {@value #CHUNK} watchers each: nobody with many watchers delays another's, and the broker's threads are never
 * filled with presence. A watcher is told what holds when its turn comes, so states in between are skipped. For the presence
 * thread.
 */
final class Announcer {

    private static final Logger log = LoggerFactory.getLogger(Announcer.class);

    static final int WINDOW = 64;
    static final int CHUNK = 16;
    /** Answers come within milliseconds; the one that is lost must not hold its place for ever. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

    private final PresenceThread thread;
    private final PresencePolicy policy;
    private final PresenceSender sender;
    private final Consumer<Watch> unsubscribed;
    /** The watched phones that have watchers waiting. */
    private final Queue<Watched> line = new ArrayDeque<>();

    private int underway;

    /**
     * @param unsubscribed hears of a watcher that the broker no longer knows as subscribed
     */
    Announcer(PresenceThread thread, PresencePolicy policy, PresenceSender sender, Consumer<Watch> unsubscribed) {
        this.thread = thread;
        this.policy = policy;
        this.sender = sender;
        this.unsubscribed = unsubscribed;
    }

    /** Tells all who watch this phone. */
    void announce(Watched watched) {
        watched.watches().forEach(this::queue);
        pump();
    }

    /** Tells one. */
    void announce(Watch watch) {
        queue(watch);
        pump();
    }

    private void queue(Watch watch) {
        if (!watch.due()) {
            watch.due(true);
            if (!watch.underway()) {
                Watched watched = watch.watched();
                if (watched.due().isEmpty()) {
                    line.add(watched);
                }
                watched.due().add(watch);
            }
        }
    }

    private void pump() {
        while (underway < WINDOW) {
            Watched watched = line.poll();
            if (watched == null) {
                return;
            }
            for (int i = 0; i < CHUNK && underway < WINDOW && !watched.due().isEmpty(); i++) {
                begin(watched.due().remove());
            }
            if (!watched.due().isEmpty()) {
                line.add(watched);
            }
        }
    }

    private void begin(Watch watch) {
        watch.due(false);
        if (watch.ended()) {
            return;
        }
        watch.underway(true);
        underway++;
        Completion.of(maySee(watch), (allowed, failure) -> {
            if (failure != null) {
                // Not louder: it may happen for every watcher at every change.
                log.debug(
                        "cannot ask who may see {}, so {} does not: {}",
                        who(watch),
                        watch.watcher().phone(),
                        failure.toString());
            }
            thread.execute(() -> tell(watch, failure == null && allowed));
        });
    }

    private CompletableFuture<Boolean> maySee(Watch watch) {
        try {
            return bounded(policy.maySee(watch.watcher().phone(), who(watch)));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void tell(Watch watch, boolean allowed) {
        Presence presence = watch.watched().presence().filter(p -> allowed).orElse(Presence.unknown());
        // Who may not see it hears nothing of the changes, or the changes would tell.
        if (watch.ended() || !watch.isNews(presence)) {
            end(watch);
            return;
        }
        watch.told(presence);
        Completion.of(
                send(watch, presence),
                (subscribed, failure) -> thread.execute(() -> {
                    if (failure != null) {
                        log.debug(
                                "could not tell {} of {}: {}", watch.watcher().phone(), who(watch), failure.toString());
                        watch.forgetTold();
                    } else if (!subscribed && !watch.ended()) {
                        unsubscribed.accept(watch);
                    }
                    end(watch);
                }));
    }

    private CompletableFuture<Boolean> send(Watch watch, Presence presence) {
        try {
            return bounded(sender.send(watch.watcher().phone(), who(watch), presence));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void end(Watch watch) {
        underway--;
        watch.underway(false);
        if (watch.due()) {
            watch.due(false);
            queue(watch);
        }
        pump();
    }

    private static PhoneNumber who(Watch watch) {
        return watch.watched().who();
    }

    private static <T> CompletableFuture<T> bounded(CompletableFuture<T> answer) {
        return answer.isDone() ? answer : answer.copy().orTimeout(ANSWER_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }
}
