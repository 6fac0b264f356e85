package dev.doubletick.broker.presence;

import dev.doubletick.protocol.PhoneNumber;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One connection of a phone, and whom it watches. Safe on any thread. */
final class Watcher {

    private final PhoneNumber phone;
    private final int limit;
    /** Small, as most connections watch nobody. */
    private Set<PhoneNumber> watching = Set.of();

    private boolean ended;
    /** When last seen was written during this connection; for the presence thread. */
    private Instant writtenAt = Instant.EPOCH;

    /**
     * @param limit how many numbers it may watch at a time
     */
    Watcher(PhoneNumber phone, int limit) {
        this.phone = phone;
        this.limit = limit;
    }

    PhoneNumber phone() {
        return phone;
    }

    Instant writtenAt() {
        return writtenAt;
    }

    void writtenAt(Instant at) {
        writtenAt = at;
    }

    /** Answers false if it watches as many as it may, or has ended. */
    synchronized boolean add(PhoneNumber who) {
        if (watching.contains(who)) {
            return true;
        }
        if (ended || watching.size() >= limit) {
            return false;
        }
        if (watching.isEmpty()) {
            watching = new HashSet<>();
        }
        return watching.add(who);
    }

    synchronized void forget(PhoneNumber who) {
        if (!watching.isEmpty()) {
            watching.remove(who);
        }
    }

    synchronized boolean watches(PhoneNumber who) {
        return watching.contains(who);
    }

    /** It watches nobody from now on. Answers whom it has watched. */
    synchronized Collection<PhoneNumber> end() {
        List<PhoneNumber> were = List.copyOf(watching);
        watching = Set.of();
        ended = true;
        return were;
    }
}
