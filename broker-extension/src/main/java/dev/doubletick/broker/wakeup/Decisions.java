package dev.doubletick.broker.wakeup;

import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.broker.mailbox.WaitingMail;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Decides whom to wake. A message costs one look into a map on the thread that stored it; everything else happens on one thread,
 * which {@linkplain #tick() looks around} some twenty times a second. So a burst of messages is one decision.
 *
 * <p>A phone is in here from the first message that may cause a push until it has fetched all its mail. Meanwhile it is either
 * planned (not connected: to be woken after the grace, or reminded later) or watched (connected: to be woken if it falls silent).
 */
final class Decisions implements Waking.Outcome {

    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);
    private static final Duration LOOK_AFTER_WATCHED = Duration.ofSeconds(1);

    private final Schedule schedule;
    private final Phones phones;
    private final Times times;
    private final WakeUpMetrics metrics;
    private final Waking waking;
    private final Room room;
    private final WaitingPhones all;

    // Of the thread only, from here on.
    private final Plans plans = new Plans();
    private final Set<Waiting> watched = new LinkedHashSet<>();
    private Duration lookAfterWatchedAt = Duration.ZERO;

    /** @param thread on which everything but {@link #onStored} is to be called; completions come back on it */
    Decisions(WakeUpPolicy policy, Phones phones, WakeUpBox box, Times times, Executor thread, WakeUpMetrics metrics) {
        this.schedule = new Schedule(policy, times.uptime());
        this.phones = phones;
        this.times = times;
        this.metrics = metrics;
        this.waking = new Waking(box, times, thread, metrics, this);
        this.room = new Room(policy.maxPhones(), metrics);
        this.all = new WaitingPhones(times);
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
        return waking.decided();
    }

    /** Whether nobody is in the longer grace after the start any more. Safe on any thread. */
    boolean settled() {
        return times.uptime().compareTo(schedule.settledFrom()) >= 0;
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
            waiting.since = times.now();
            planAfterGrace(waiting);
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
        waiting.since = times.of(mail.oldest());
        if (phones.isConnected(mail.owner())) {
            watch(waiting);
        } else if (schedule.decided(mail.oldest(), decidedBy)) {
            waiting.woken = true;
            waiting.reminders = schedule.remindersDue(Duration.between(mail.oldest(), decidedBy));
            planReminder(waiting);
        } else {
            plan(waiting, schedule.graceFrom(times.uptime()));
        }
    }

    /** Does what is due. */
    void tick() {
        Moment now = times.now();
        for (Waiting waiting = all.nextNew(); waiting != null; waiting = all.nextNew()) {
            admit(waiting);
        }
        for (Waiting due = plans.due(now.uptime()); due != null; due = plans.due(now.uptime())) {
            onDue(due, now);
        }
        if (now.uptime().compareTo(lookAfterWatchedAt) >= 0) {
            lookAfterWatchedAt = now.uptime().plus(LOOK_AFTER_WATCHED);
            List.copyOf(watched).forEach(waiting -> lookAfter(waiting, now));
            room.make(
                    all,
                    waiting -> waiting.woken && !watched.contains(waiting),
                    waiting -> drop(waiting, waiting.stored()),
                    now.uptime());
            plans.tidy(all.size());
        }
    }

    private void admit(Waiting waiting) {
        if (phones.isConnected(waiting.owner())) {
            watch(waiting);
        } else if (!waiting.woken) {
            planAfterGrace(waiting);
        }
    }

    private void planAfterGrace(Waiting waiting) {
        plan(waiting, schedule.graceFrom(waiting.since.uptime()));
    }

    private void plan(Waiting waiting, Duration at) {
        plans.add(at, waiting);
    }

    private void watch(Waiting waiting) {
        waiting.plan++;
        waiting.visited = true;
        waiting.woken = false;
        waiting.told = null;
        waiting.reminders = 0;
        waiting.since = times.now();
        watched.add(waiting);
    }

    private void onDue(Waiting waiting, Moment now) {
        // Those that fell due together, while the broker was away, are one.
        int reminders = schedule.remindersDue(now.uptime().minus(waiting.since.uptime()));
        if (phones.isConnected(waiting.owner())) {
            metrics.suppressedReconnected.inc();
            watch(waiting);
        } else if (!waiting.expires().isAfter(now.clock())) {
            metrics.suppressedExpired.inc();
            forget(waiting, waiting.stored());
        } else if (!waiting.woken) {
            waking.wakeIfNeeded(waiting, 0, metrics.offline);
        } else if (reminders > waiting.reminders) {
            waking.wakeIfNeeded(waiting, reminders, metrics.reminders);
        } else if (waiting.outlivesItsWakeUp(now.clock())) {
            waking.wakeIfNeeded(waiting, waiting.reminders, metrics.renewals);
        } else {
            planReminder(waiting);
        }
    }

    @Override
    public void woken(Waiting waiting) {
        planReminder(waiting);
    }

    @Override
    public void unneeded(Waiting waiting, int seen) {
        boolean visited = waiting.visited;
        if (!forget(waiting, seen)) {
            return;
        }
        if (visited) {
            metrics.suppressedFetched.inc(waiting.takeOpen());
        } else {
            metrics.suppressedExpired.inc();
        }
    }

    @Override
    public void failed(Waiting waiting) {
        // Those that are watched are looked after anyway.
        if (!watched.contains(waiting)) {
            plan(waiting, times.uptime().plus(TRY_AGAIN));
        }
    }

    /** The next reminder, or the end of what it was told, or of it all. */
    private void planReminder(Waiting waiting) {
        Moment now = times.now();
        plan(waiting, schedule.nextLook(waiting.since, waiting.reminders, waiting.nextEnd(now.clock()), now));
    }

    private void lookAfter(Waiting waiting, Moment now) {
        int seen = waiting.stored();
        if (!phones.isConnected(waiting.owner())) {
            onDisconnected(waiting.owner());
            return;
        }
        switch (phones.progress(waiting.owner(), schedule.silence())) {
            case FETCHED -> {
                if (forget(waiting, seen)) {
                    metrics.suppressedFetched.inc(waiting.takeOpen());
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
                    waking.wakeIfNeeded(waiting, 0, metrics.stuck);
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
        waiting.told = null;
        waiting.reminders = 0;
        waiting.since = times.now();
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
}
