package dev.doubletick.broker.presence;

import dev.doubletick.protocol.PhoneNumber;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Writes last seen of phones that stay connected too, twice a day each: a registration lock runs out when a phone has not been
 * seen for days, and must not while it is online. For the presence thread.
 */
final class SignsOfLife {

    static final Duration INTERVAL = Duration.ofMinutes(10);
    static final Duration AGAIN_AFTER = Duration.ofHours(12);
    /** At a time; with the interval above enough for three million phones, and less than may wait for the database. */
    static final int MOST = 50_000;

    private final PresenceThread thread;
    private final Map<PhoneNumber, Watcher> connected;
    private final LastSeen lastSeen;
    private final Clock clock;

    /** @param connected those that are connected now */
    SignsOfLife(PresenceThread thread, Map<PhoneNumber, Watcher> connected, LastSeen lastSeen, Clock clock) {
        this.thread = thread;
        this.connected = connected;
        this.lastSeen = lastSeen;
        this.clock = clock;
    }

    /** Begins, and goes on by itself. */
    void start() {
        thread.schedule(
                () -> {
                    write();
                    start();
                },
                INTERVAL);
    }

    private void write() {
        Instant now = clock.instant();
        Instant due = now.minus(AGAIN_AFTER);
        connected.values().stream()
                .filter(watcher -> !watcher.writtenAt().isAfter(due))
                .limit(MOST)
                .forEach(watcher -> {
                    watcher.writtenAt(now);
                    lastSeen.record(watcher.phone(), now);
                });
    }
}
