package dev.doubletick.sdk.internal.timeline;

import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.store.MessageStore;
import java.util.List;
import java.util.function.Consumer;

/**
 * What becomes of a message that has arrived and is stored: it is shown, or changes another one. Runs on the worker, within a
 * transaction of the caller's.
 */
public final class Arrivals {

    private final MessageStore store;
    private final Changes changes;
    private final Timers timers;
    private final Consumer<Message> shown;
    private final Consumer<Message> changed;

    /**
     * @param shown hears of each new message that is shown, after the commit
     * @param changed hears of each message that the other side changed, after the commit
     */
    public Arrivals(
            MessageStore store, Changes changes, Timers timers, Consumer<Message> shown, Consumer<Message> changed) {
        this.store = store;
        this.changes = changes;
        this.timers = timers;
        this.shown = shown;
        this.changed = changed;
    }

    /**
     * @param afterCommit takes what has to wait for the commit
     */
    public void arrived(Message message, List<Runnable> afterCommit) {
        if (message.isShown()) {
            timers.changed(message);
            Message settled = changes.settle(message);
            afterCommit.add(() -> shown.accept(settled));
        } else {
            changes.arrived(message).ifPresent(target -> afterCommit.add(() -> changed.accept(target)));
        }
    }

    /** A message that nobody could read when it came has become readable. */
    void becameReadable(Message before) {
        store.find(before.key()).ifPresent(message -> {
            if (message.isShown()) {
                timers.changed(message);
                changes.settle(message);
            } else {
                changes.arrived(message);
            }
        });
    }
}
