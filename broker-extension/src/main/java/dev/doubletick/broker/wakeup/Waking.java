package dev.doubletick.broker.wakeup;

import com.codahale.metrics.Counter;
import dev.doubletick.broker.Completion;
import dev.doubletick.protocol.server.WakeUpNotice;
import java.time.Instant;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what was decided: looks whether something that may cause a push is still held, and stores the wake-up. A phone may
 * have fetched all and gone before anybody looked after it, here or at another broker. For one thread.
 */
final class Waking {

    private static final Logger log = LoggerFactory.getLogger(Waking.class);

    private final WakeUpBox box;
    private final Times times;
    private final Executor thread;
    private final WakeUpMetrics metrics;
    private final Outcome outcome;
    private long decided;

    /** Hears how it ended, unless the phone was planned anew meanwhile. On the thread. */
    interface Outcome {
        void woken(Waiting waiting);

        /** @param seen how many messages had been stored when it was asked */
        void unneeded(Waiting waiting, int seen);

        /** Nothing has changed. */
        void failed(Waiting waiting);
    }

    Waking(WakeUpBox box, Times times, Executor thread, WakeUpMetrics metrics, Outcome outcome) {
        this.box = box;
        this.times = times;
        this.thread = thread;
        this.metrics = metrics;
        this.outcome = outcome;
    }

    /** How many wake-ups have been stored so far. */
    long decided() {
        return decided;
    }

    /**
     * @param reminder 0 for the first; the last reminder's again if its wake-up has ended before its mail
     * @param counter of such wake-ups
     */
    void wakeIfNeeded(Waiting waiting, int reminder, Counter counter) {
        int plan = ++waiting.plan;
        int seen = waiting.stored();
        waiting.asking = true;
        Completion.of(
                box.waiting(waiting.owner()),
                (mail, failure) -> thread.execute(() -> {
                    waiting.asking = false;
                    if (waiting.plan != plan) {
                        return;
                    }
                    if (failure != null) {
                        log.warn("cannot tell what waits for {}: {}", waiting.owner(), failure.toString());
                        outcome.failed(waiting);
                    } else if (mail.isEmpty()) {
                        outcome.unneeded(waiting, seen);
                    } else {
                        waiting.expires(mail.get().expires(), seen);
                        wake(waiting, reminder, counter);
                    }
                }));
    }

    private void wake(Waiting waiting, int reminder, Counter counter) {
        Instant now = times.now().clock();
        boolean wokenBefore = waiting.woken;
        int remindersBefore = waiting.reminders;
        Waiting.Told toldBefore = waiting.told;
        WakeUpNotice wakeUp = WakeUpNotice.of(reminder, waiting.since.clock(), waiting.expires());
        waiting.woken = true;
        waiting.reminders = reminder;
        waiting.told = new Waiting.Told(now, waiting.expires(), wokenBefore && reminder == remindersBefore);
        int plan = ++waiting.plan;
        Completion.of(
                box.put(waiting.owner(), wakeUp),
                (stored, failure) -> thread.execute(() -> {
                    if (failure == null) {
                        decided++;
                        counter.inc();
                        // One of them has caused it.
                        metrics.suppressedWoken.inc(Math.max(0, waiting.takeOpen() - 1));
                        log.debug("waking {}: {}", waiting.owner(), wakeUp);
                        if (waiting.plan == plan) {
                            outcome.woken(waiting);
                        }
                    } else if (waiting.plan == plan) {
                        log.warn("could not store a wake-up of {}: {}", waiting.owner(), failure.toString());
                        waiting.woken = wokenBefore;
                        waiting.reminders = remindersBefore;
                        waiting.told = toldBefore;
                        outcome.failed(waiting);
                    }
                }));
    }
}
