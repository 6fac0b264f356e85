package dev.doubletick.sdk.internal.timeline;

import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.internal.thread.Worker;
import dev.doubletick.sdk.store.MessageStore;
import dev.doubletick.sdk.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets messages disappear when their time is over. Runs on the worker. */
public final class Expiry {

    private static final Logger log = LoggerFactory.getLogger(Expiry.class);

    /** Timers stand still while a phone sleeps and know nothing of a clock that is set: so it looks that often at least. */
    private static final Duration MAX_WAIT = Duration.ofMinutes(10);

    private final MessageStore store;
    private final Worker worker;
    private final Clock clock;
    private final Consumer<Message> gone;
    private Worker.@Nullable Timer timer;

    /**
     * @param gone hears of each message that disappeared
     */
    public Expiry(MessageStore store, Worker worker, Clock clock, Consumer<Message> gone) {
        this.store = store;
        this.worker = worker;
        this.clock = clock;
        this.gone = gone;
    }

    /** Removes what is due, and sets the timer for what comes next. To be called when a time may have begun to run. */
    public void check() {
        stop();
        try {
            Optional<Instant> next = store.nextExpiry();
            while (next.isPresent() && !next.get().isAfter(clock.instant())) {
                List<Message> due = store.expire(clock.instant());
                due.forEach(gone);
                next = store.nextExpiry();
            }
            next.ifPresent(at -> wait(Duration.between(clock.instant(), at)));
        } catch (StoreException e) {
            log.warn("messages that are to disappear could not be removed yet", e);
            wait(MAX_WAIT);
        }
    }

    private void wait(Duration time) {
        Duration positive = time.isNegative() ? Duration.ZERO : time;
        timer = worker.schedule(this::check, positive.compareTo(MAX_WAIT) < 0 ? positive : MAX_WAIT);
    }

    /** Nothing disappears any more. */
    public void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
