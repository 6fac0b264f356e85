package dev.doubletick.broker.wakeup;

import dev.doubletick.broker.Completion;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.broker.mailbox.WaitingMail;
import dev.doubletick.protocol.WakeUp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whom to wake. A message costs one look into a map on the thread that stored it; everything else happens on one thread,
 * which {@linkplain #tick() looks around} some twenty times a second. So a burst of messages is one decision.
 *
 * <p>A phone is in here from the first message that may cause a push until it has fetched all its mail. Meanwhile it is either
 * planned (not connected: to be woken after the grace, or reminded later) or watched (connected: to be woken if it falls silent).
 */
final class Decisions {

    private static final Logger log = LoggerFactory.getLogger(Decisions.class);

    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);
    private static final Duration LOOK_AFTER_WATCHED = Duration.ofSeconds(1);

    private final Schedule schedule;
    private final Phones phones;
    private final WakeUpBox box;
    private final Clock clock;
    private final Executor thread;
    private final WakeUpMetrics metrics;

    private final WaitingPhones all = new WaitingPhones();

    // Of the thread only, from here on.
    private final Plans plans = new Plans();
    private final Set<Waiting> watched = new LinkedHashSet<>();
    private Instant watchedLookedAfter = Instant.MIN;
    private long decided;

    /** @param thread on which everything but {@link #onStored} is to be called; completions come back on it */
    Decisions(WakeUpPolicy policy, Phones phones, WakeUpBox box, Clock clock, Executor thread, WakeUpMetrics metrics) {
        this.schedule = new Schedule(policy, clock.instant());
        this.phones = phones;
        this.box = box;
        this.clock = clock;
        this.thread = thread;
        this.metrics = metrics;
    }

    /** A message that may cause a push is on disk. Safe on any thread. */
    void onStored(MailboxOwner owner, Instant acceptedAt, Instant expires) {
        if (all.stored(owner, acceptedAt, expires)) {
            metrics.suppressedWoken.inc();
        }
    }

    /** Whether this phone is in here; if not, its connections are of no interest. Safe on any thread. */
    boolean knows(MailboxOwner owner) {
        return all.find(owner) != null;
    }

    Standing standing(MailboxOwner owner) {
        Waiting waiting = all.find(owner);
        return waiting == null ? Standing.UNKNOWN : waiting.woken ? Standing.WOKEN : Standing.UNDECIDED;
    }

    int phones() {
        return all.size();
    }

    /** How many wake-ups have been decided and stored so far. */
    long decided() {
        return decided;
    }

    /** From when on nobody is in the longer grace after the start any more. */
    Instant settledFrom() {
        return schedule.settledFrom();
    }

    void onConnected(MailboxOwner owner) {
        Waiting waiting = all.find(owner);
        if (waiting != null) {
            watch(waiting);
        }
    }

    void onDisconnected(MailboxOwner owner) {
        Waiting waiting = all.find(owner);
        if (waiting == null) {
            return;
        }
        waiting.visited = true;
        if (watched.remove(waiting) && !waiting.woken) {
            // Not the time of the message: the phone has been there since.
            waiting.since = clock.instant();
            plan(waiting, schedule.graceFrom(clock.instant()));
        }
    }

    /**
     * A mailbox was found at the start.
     *
     * @param decidedBy until when the broker had decided everything before it stopped: older mail has had its wake-up
     */
    void onFound(WaitingMail mail, Instant decidedBy) {
        Waiting waiting = all.found(mail);
        if (waiting.woken) {
            return;
        }
        waiting.since = mail.oldest();
        if (phones.isConnected(mail.owner())) {
            watch(waiting);
        } else if (schedule.decided(mail.oldest(), decidedBy)) {
            waiting.woken = true;
            waiting.reminders = schedule.remindersDue(waiting.since, decidedBy);
            planReminder(waiting);
        } else {
            plan(waiting, schedule.graceFrom(clock.instant()));
        }
    }

    /** Does what is due. */
    void tick() {
        Instant now = clock.instant();
        for (Waiting waiting = all.nextNew(); waiting != null; waiting = all.nextNew()) {
            admit(waiting);
        }
        for (Waiting due = plans.due(now); due != null; due = plans.due(now)) {
            onDue(due, now);
        }
        if (!now.isBefore(watchedLookedAfter.plus(LOOK_AFTER_WATCHED))) {
            watchedLookedAfter = now;
            List.copyOf(watched).forEach(waiting -> lookAfter(waiting, now));
            makeRoom();
        }
    }

    private void admit(Waiting waiting) {
        if (phones.isConnected(waiting.owner())) {
            watch(waiting);
        } else if (!waiting.woken) {
            plan(waiting, schedule.graceFrom(waiting.since));
        }
    }

    private void plan(Waiting waiting, Instant at) {
        plans.add(at, waiting);
    }

    private void watch(Waiting waiting) {
        waiting.plan++;
        waiting.visited = true;
        waiting.woken = false;
        waiting.reminders = 0;
        waiting.since = clock.instant();
        watched.add(waiting);
    }

    private void onDue(Waiting waiting, Instant now) {
        if (phones.isConnected(waiting.owner())) {
            metrics.suppressedReconnected.inc();
            watch(waiting);
        } else if (!waiting.expires().isAfter(now)) {
            metrics.suppressedExpired.inc();
            forget(waiting, waiting.stored());
        } else if (!waiting.woken) {
            wakeIfNeeded(waiting, 0);
        } else if (schedule.hasReminderAfter(waiting.reminders)) {
            // Those that fell due together, while the broker was away, are one.
            wakeIfNeeded(waiting, Math.max(waiting.reminders + 1, schedule.remindersDue(waiting.since, now)));
        } else {
            planReminder(waiting);
        }
    }

    /**
     * Wakes a phone if something that may cause a push is still held for it. It may have fetched all and gone before anybody looked
     * after it, here or at another broker.
     */
    private void wakeIfNeeded(Waiting waiting, int reminder) {
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
                        plan(waiting, clock.instant().plus(TRY_AGAIN));
                    } else if (mail.isEmpty()) {
                        countUnneeded(waiting, seen);
                        forget(waiting, seen);
                    } else {
                        wake(waiting, reminder);
                    }
                }));
    }

    private void countUnneeded(Waiting waiting, int messages) {
        if (waiting.visited) {
            metrics.suppressedFetched.inc(messages);
        } else {
            metrics.suppressedExpired.inc();
        }
    }

    private void wake(Waiting waiting, int reminder) {
        waiting.woken = true;
        waiting.reminders = reminder;
        int plan = ++waiting.plan;
        WakeUp wakeUp = WakeUp.of(reminder, waiting.since, waiting.expires());
        Completion.of(
                box.put(waiting.owner(), wakeUp),
                (stored, failure) -> thread.execute(() -> {
                    if (failure == null) {
                        decided++;
                        (reminder > 0 ? metrics.reminders : watched.contains(waiting) ? metrics.stuck : metrics.offline)
                                .inc();
                        log.debug("waking {}: {}", waiting.owner(), wakeUp);
                        if (waiting.plan == plan) {
                            planReminder(waiting);
                        }
                    } else if (waiting.plan == plan) {
                        log.warn(
                                "could not store a wake-up of {}, trying again: {}",
                                waiting.owner(),
                                failure.toString());
                        waiting.woken = reminder > 0;
                        waiting.reminders = Math.max(0, reminder - 1);
                        plan(waiting, clock.instant().plus(TRY_AGAIN));
                    }
                }));
    }

    /** The next reminder, or the end of it all if there is none left. */
    private void planReminder(Waiting waiting) {
        plan(waiting, schedule.nextLook(waiting.since, waiting.reminders, waiting.expires(), clock.instant()));
    }

    private void lookAfter(Waiting waiting, Instant now) {
        int seen = waiting.stored();
        if (!phones.isConnected(waiting.owner())) {
            onDisconnected(waiting.owner());
            return;
        }
        switch (phones.progress(waiting.owner(), schedule.silence())) {
            case FETCHED -> {
                if (forget(waiting, seen)) {
                    metrics.suppressedFetched.inc(seen);
                }
            }
            case MOVING -> {
                if (waiting.woken) {
                    watch(waiting);
                }
                waiting.since = now;
            }
            case STUCK -> {
                if (!waiting.woken && !waiting.asking) {
                    wakeIfNeeded(waiting, 0);
                }
            }
        }
    }

    /** Unless another message has come meanwhile; that one is then to be looked after. */
    private boolean forget(Waiting waiting, int seen) {
        if (drop(waiting, seen)) {
            return true;
        }
        waiting.woken = false;
        waiting.reminders = 0;
        waiting.since = clock.instant();
        admit(waiting);
        return false;
    }

    private boolean drop(Waiting waiting, int seen) {
        if (!waiting.forget(seen)) {
            return false;
        }
        waiting.plan++;
        watched.remove(waiting);
        all.remove(waiting);
        return true;
    }

    private void makeRoom() {
        int excess = all.size() - schedule.maxPhones();
        if (excess > 0) {
            long forgotten = all.stream()
                    .filter(waiting -> waiting.woken && !watched.contains(waiting))
                    .limit(excess + schedule.maxPhones() / 10L)
                    .toList()
                    .stream()
                    .filter(waiting -> drop(waiting, waiting.stored()))
                    .count();
            metrics.forgotten.inc(forgotten);
            log.warn(
                    "the mail of more than {} phones waits: forgot {} that were woken",
                    schedule.maxPhones(),
                    forgotten);
        }
        plans.tidy(all.size());
    }
}
