package dev.doubletick.broker.wakeup;

import dev.doubletick.broker.Completion;
import dev.doubletick.broker.mailbox.Delivered;
import dev.doubletick.broker.mailbox.Held;
import dev.doubletick.broker.mailbox.Lease;
import dev.doubletick.broker.mailbox.Mailbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes wake-ups that have come to their end out of the mailbox, and tries until it has worked. For the thread of the wake-ups. */
final class Removals {

    private static final Logger log = LoggerFactory.getLogger(Removals.class);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

    private final Mailbox mailbox;
    private final WakeUpThread thread;
    private final Consumer<List<Held>> onRemoved;

    private final List<Held> ended = new ArrayList<>();
    private @Nullable Lease lease;
    private boolean underway;

    /** @param onRemoved told of what is out of the mailbox */
    Removals(Mailbox mailbox, WakeUpThread thread, Consumer<List<Held>> onRemoved) {
        this.mailbox = mailbox;
        this.thread = thread;
        this.onRemoved = onRemoved;
    }

    /** @param current under which to remove from now on; null if there is none */
    void lease(@Nullable Lease current) {
        lease = current;
        flush();
    }

    void add(Held held) {
        ended.add(held);
        flush();
    }

    private void flush() {
        Lease current = lease;
        if (current == null || underway || ended.isEmpty()) {
            return;
        }
        List<Held> removing = List.copyOf(ended);
        ended.clear();
        underway = true;
        Completion.of(
                mailbox.acknowledge(
                        current, removing.stream().map(Removals::delivered).toList()),
                (done, failure) -> thread.execute(() -> {
                    underway = false;
                    if (failure == null) {
                        onRemoved.accept(removing);
                        flush();
                        return;
                    }
                    log.warn("could not remove wake-ups that have ended, trying again: {}", failure.toString());
                    ended.addAll(removing);
                    thread.schedule(this::flush, TRY_AGAIN);
                }));
    }

    private static Delivered delivered(Held held) {
        return new Delivered(held.position(), held.entry().id(), Optional.empty());
    }
}
