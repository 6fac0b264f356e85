package dev.doubletick.broker.presence;

import dev.doubletick.broker.Completion;
import dev.doubletick.broker.connection.PhoneConnection;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Presence;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is online and who is watched. Coming is announced at once, going only when the phone has not come back for a while, with
 * the time at which it went: a connection that flaps does not flicker. For the presence thread.
 */
final class PresenceBoard {

    private static final Logger log = LoggerFactory.getLogger(PresenceBoard.class);

    /** A phone that is connected, or was a moment ago. */
    private record Online(long serial, @Nullable Instant wentAt) {}

    private final PresenceThread thread;
    private final LastSeen lastSeen;
    private final Announcer announcer;
    private final Clock clock;
    private final PresenceTimes times;
    private final Map<PhoneNumber, Online> online = new HashMap<>();
    private final Map<PhoneNumber, Watched> watched = new HashMap<>();

    PresenceBoard(
            PresenceThread thread,
            LastSeen lastSeen,
            PresencePolicy policy,
            PresenceSender sender,
            Clock clock,
            PresenceTimes times) {
        this.thread = thread;
        this.lastSeen = lastSeen;
        this.announcer = new Announcer(thread, policy, sender, this::unsubscribed);
        this.clock = clock;
        this.times = times;
    }

    void connected(PhoneConnection connection) {
        online.put(connection.phone(), new Online(connection.serial(), null));
        show(connection.phone(), Presence.online());
    }

    void disconnected(PhoneConnection connection) {
        PhoneNumber phone = connection.phone();
        Online was = online.get(phone);
        if (was != null && was.serial() == connection.serial()) {
            Online going = new Online(was.serial(), clock.instant());
            online.put(phone, going);
            thread.schedule(() -> gone(phone, going), times.offlineAfter());
        }
    }

    private void gone(PhoneNumber phone, Online going) {
        if (going.equals(online.get(phone))) {
            online.remove(phone);
            show(phone, Presence.lastSeen(record(phone, going)));
        }
    }

    private Instant record(PhoneNumber phone, Online going) {
        Instant wentAt = going.wentAt() == null ? clock.instant() : going.wentAt();
        lastSeen.record(phone, wentAt);
        return wentAt;
    }

    /** The broker stops: everybody goes, and nobody is left to hear of it. */
    void recordAll() {
        online.forEach(this::record);
        online.clear();
    }

    private void show(PhoneNumber phone, Presence presence) {
        Watched shown = watched.get(phone);
        if (shown != null && !shown.presence().equals(Optional.of(presence))) {
            shown.presence(presence);
            announcer.announce(shown);
        }
    }

    /** A watch begins, or is asked for once more: either way the watcher is told the present state. */
    void watch(Watcher watcher, PhoneNumber who) {
        if (!watcher.watches(who)) {
            return; // It has ended before it began.
        }
        Watched known = watched.get(who);
        Watched sought = known != null ? known : new Watched(who);
        Watch watch = sought.watchOf(watcher);
        watch.forgetTold();
        if (known == null) {
            watched.put(who, sought);
            if (online.containsKey(who)) {
                sought.presence(Presence.online());
            } else {
                lookUp(sought);
            }
        }
        if (sought.presence().isPresent()) {
            announcer.announce(watch);
        }
    }

    private void lookUp(Watched sought) {
        Completion.of(
                lastSeen.find(sought.who()),
                (found, failure) -> thread.execute(() -> {
                    if (watched.get(sought.who()) != sought || isShown(sought)) {
                        return;
                    }
                    if (failure != null) {
                        log.debug("last seen of {} is not known yet: {}", sought.who(), failure.toString());
                        thread.schedule(() -> lookUpAgain(sought), times.tryAgain());
                    }
                    sought.presence(
                            failure == null
                                    ? found.map(Presence::lastSeen).orElse(Presence.unknown())
                                    : Presence.unknown());
                    announcer.announce(sought);
                }));
    }

    private void lookUpAgain(Watched sought) {
        if (watched.get(sought.who()) == sought && !isShown(sought)) {
            lookUp(sought);
        }
    }

    /** Whether it has come, or gone, since it was looked up: that is newer than anything in the database. */
    private static boolean isShown(Watched sought) {
        return sought.presence().filter(p -> !p.equals(Presence.unknown())).isPresent();
    }

    void unwatch(Watcher watcher, PhoneNumber who) {
        Watched known = watched.get(who);
        if (known != null) {
            known.end(watcher);
            if (known.watches().isEmpty()) {
                watched.remove(who);
            }
        }
    }

    /** Who may see it may have changed: those who may see something else from now on are told. */
    void allowedAnew(PhoneNumber who) {
        Watched known = watched.get(who);
        if (known != null && known.presence().isPresent()) {
            announcer.announce(known);
        }
    }

    /** The same of everybody. */
    void allowedAnew() {
        watched.keySet().forEach(this::allowedAnew);
    }

    /** Its account is gone, and its session: the number's next owner begins without a past. */
    void forget(PhoneNumber phone) {
        online.remove(phone);
        lastSeen.forget(phone);
        show(phone, Presence.unknown());
    }

    private void unsubscribed(Watch watch) {
        PhoneNumber who = watch.watched().who();
        watch.watcher().forget(who);
        unwatch(watch.watcher(), who);
    }
}
