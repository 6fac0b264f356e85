package dev.doubletick.sdk.internal.live;

import dev.doubletick.protocol.Limits;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Presence;
import dev.doubletick.protocol.Topic;
import dev.doubletick.sdk.PresenceWatch;
import dev.doubletick.sdk.internal.link.Answer;
import dev.doubletick.sdk.internal.link.Link;
import dev.doubletick.sdk.internal.thread.Worker;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whose presence the app watches, subscribed anew on each connection. */
final class Watches {

    private static final Logger log = LoggerFactory.getLogger(Watches.class);

    /** The broker may still count watches of the process before, until this one has given them up. */
    private static final Duration RETRY = Duration.ofSeconds(5);

    /** One watched number, for any number of handles. */
    private static final class Entry {
        private int handles;
        private volatile Optional<Presence> presence = Optional.empty();
    }

    private final class Handle implements PresenceWatch {
        private final PhoneNumber who;
        private final Entry entry;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Handle(PhoneNumber who, Entry entry) {
            this.who = who;
            this.entry = entry;
        }

        @Override
        public PhoneNumber who() {
            return who;
        }

        @Override
        public Optional<Presence> presence() {
            return closed.get() ? Optional.empty() : entry.presence;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                release(who);
            }
        }
    }

    private final Worker worker;
    private final LiveEvents events;
    /** Changed under this object's monitor, read on any thread. */
    private final Map<PhoneNumber, Entry> entries = new ConcurrentHashMap<>();
    /** For the worker alone. */
    private @Nullable Link link;

    Watches(Worker worker, LiveEvents events) {
        this.worker = worker;
        this.events = events;
    }

    synchronized PresenceWatch watch(PhoneNumber who) {
        Entry entry = entries.get(who);
        if (entry == null) {
            if (entries.size() >= Limits.MAX_WATCHED) {
                throw new IllegalStateException("at most " + Limits.MAX_WATCHED + " numbers are watched at a time");
            }
            entry = new Entry();
            entries.put(who, entry);
        }
        entry.handles++;
        Entry watched = entry;
        worker.execute(() -> begin(who, watched));
        return new Handle(who, entry);
    }

    private void begin(PhoneNumber who, Entry entry) {
        if (entries.get(who) == entry) {
            if (entry.presence.isPresent()) {
                entry.presence.ifPresent(presence -> events.presence(who, presence));
            } else if (link != null) {
                subscribe(link, who);
            }
        }
    }

    private synchronized void release(PhoneNumber who) {
        Entry entry = entries.get(who);
        if (entry != null && --entry.handles == 0) {
            entries.remove(who);
            worker.execute(() -> end(who));
        }
    }

    private void end(PhoneNumber who) {
        if (link != null && !entries.containsKey(who)) {
            link.unsubscribe(Topic.of(Topic.Kind.PRESENCE, who));
        }
    }

    void connected(Link connected) {
        link = connected;
        entries.keySet().forEach(who -> subscribe(connected, who));
    }

    void disconnected() {
        link = null;
        entries.values().forEach(entry -> entry.presence = Optional.empty());
    }

    private void subscribe(Link on, PhoneNumber who) {
        on.subscribe(Topic.of(Topic.Kind.PRESENCE, who), answer -> worker.execute(() -> answered(on, who, answer)));
    }

    private void answered(Link on, PhoneNumber who, Answer answer) {
        if (answer.code() >= 0x80) {
            log.info("the server does not let {} be watched now: {}", who, answer);
            worker.schedule(() -> retry(on, who), RETRY);
        }
    }

    private void retry(Link on, PhoneNumber who) {
        if (on == link && entries.containsKey(who)) {
            subscribe(on, who);
        }
    }

    void received(Link on, Topic about, byte[] payload) {
        PhoneNumber who = about.owner();
        Entry entry = entries.get(who);
        if (entry == null) {
            // The session remembers it from a process that did not live to end it.
            on.unsubscribe(about);
            return;
        }
        Optional<Presence> presence = Presence.ofBytes(payload);
        if (on == link && presence.isPresent() && !presence.equals(entry.presence)) {
            entry.presence = presence;
            events.presence(who, presence.get());
        }
    }
}
