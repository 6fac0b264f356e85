package dev.doubletick.broker.presence;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Presence;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A phone that at least one other watches. For the presence thread. */
final class Watched {

    private final PhoneNumber who;
    private final Map<PhoneNumber, Watch> watches = new HashMap<>();
    private final Queue<Watch> due = new ArrayDeque<>();
    private @Nullable Presence presence;

    Watched(PhoneNumber who) {
        this.who = who;
    }

    PhoneNumber who() {
        return who;
    }

    /** Empty as long as it is being looked up. */
    Optional<Presence> presence() {
        return Optional.ofNullable(presence);
    }

    void presence(Presence presence) {
        this.presence = presence;
    }

    /** This watcher's watch over this connection; a new one if there is none. */
    Watch watchOf(Watcher watcher) {
        Watch known = watches.get(watcher.phone());
        if (known != null && known.watcher() == watcher) {
            return known;
        }
        if (known != null) {
            known.end();
        }
        Watch watch = new Watch(watcher, this);
        watches.put(watcher.phone(), watch);
        return watch;
    }

    /** Ends this watcher's watch, unless it is of another connection. */
    void end(Watcher watcher) {
        Watch known = watches.get(watcher.phone());
        if (known != null && known.watcher() == watcher) {
            known.end();
            watches.remove(watcher.phone());
        }
    }

    Collection<Watch> watches() {
        return watches.values();
    }

    /** Those that wait to be told of the present state, whichever it is when their turn comes. */
    Queue<Watch> due() {
        return due;
    }
}
