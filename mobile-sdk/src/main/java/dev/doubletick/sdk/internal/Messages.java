package dev.doubletick.sdk.internal;

import dev.doubletick.protocol.MessageIdGenerator;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.MessageFailure;
import dev.doubletick.sdk.MessageKey;
import dev.doubletick.sdk.internal.thread.Worker;
import dev.doubletick.sdk.internal.timeline.Arrivals;
import dev.doubletick.sdk.internal.timeline.Changes;
import dev.doubletick.sdk.internal.timeline.Expiry;
import dev.doubletick.sdk.internal.timeline.Maintenance;
import dev.doubletick.sdk.internal.timeline.SeenReceipts;
import dev.doubletick.sdk.internal.timeline.Timeline;
import dev.doubletick.sdk.internal.timeline.Timers;
import dev.doubletick.sdk.store.MessageStore;
import dev.doubletick.sdk.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens to messages in the store, put together. Runs on the worker. */
final class Messages {

    private static final Logger log = LoggerFactory.getLogger(Messages.class);

    private static final Duration MAINTENANCE_INTERVAL = Duration.ofDays(1);

    private final MessageStore store;
    private final Worker worker;
    private final Callbacks callbacks;
    private final Clock clock;
    private final Timeline timeline;
    private final Arrivals arrivals;
    private final SeenReceipts seen;
    private final Maintenance maintenance;
    private final Expiry expiry;
    private final Milestones milestones;
    private final List<Consumer<Message>> others = new ArrayList<>();
    private Worker.@Nullable Timer nextMaintenance;

    Messages(MessageStore store, Worker worker, Callbacks callbacks, MessageIdGenerator ids, Clock clock) {
        this.store = store;
        this.worker = worker;
        this.callbacks = callbacks;
        this.clock = clock;
        Changes changes = new Changes(store, clock);
        Timers timers = new Timers(store);
        this.timeline = new Timeline(store, ids, clock, changes, timers);
        this.arrivals = new Arrivals(store, changes, timers, this::shown, callbacks::changed);
        this.seen = new SeenReceipts(store, clock);
        this.maintenance = new Maintenance(store, clock, arrivals);
        this.milestones = new Milestones(callbacks);
        this.expiry = new Expiry(store, worker, clock, this::removed);
    }

    /** Lets somebody beside the app hear of each new message that is shown, after the commit and before the app does. */
    void alsoTell(Consumer<Message> other) {
        others.add(other);
    }

    private void shown(Message message) {
        others.forEach(other -> other.accept(message));
        callbacks.message(message);
    }

    private void removed(Message message) {
        callbacks.removed(message);
        milestones.removed(message);
    }

    /** Who waits for messages to come far. */
    Milestones milestones() {
        return milestones;
    }

    Timeline timeline() {
        return timeline;
    }

    Arrivals arrivals() {
        return arrivals;
    }

    SeenReceipts seen() {
        return seen;
    }

    void storeOpened() {
        maintain();
        expiry.check();
    }

    private void maintain() {
        maintenance.run();
        nextMaintenance = worker.schedule(this::maintain, MAINTENANCE_INTERVAL);
    }

    /** The time of disappearing messages may have begun to run. */
    void timesMayRun() {
        expiry.check();
    }

    /** A message written here has come further, after the commit. */
    void statusChanged(Message message) {
        if (message.isShown()) {
            callbacks.status(message);
            if (message.expiresAt().isPresent()) {
                expiry.check();
            }
        } else {
            message.failure().ifPresent(reason -> changeRefused(message, reason));
        }
        // After the listener: who waits may close everything then.
        milestones.statusChanged(message);
    }

    private void changeRefused(Message message, MessageFailure reason) {
        if (!message.content().envelope().body().isChange()) {
            // A message that the user has deleted here meanwhile.
            return;
        }
        MessageKey target = Changes.target(message);
        try {
            store.find(target).filter(Message::isShown).ifPresent(shown -> callbacks.changeRefused(shown, reason));
            store.remove(message.key(), clock.instant());
        } catch (StoreException e) {
            log.warn("a change was refused, and the database cannot tell of which message", e);
        }
    }

    /** The store is empty now, and new. */
    void cleared() {
        milestones.cleared();
        maintenance.run();
        expiry.check();
    }

    void stop() {
        if (nextMaintenance != null) {
            nextMaintenance.cancel();
        }
        expiry.stop();
    }
}
