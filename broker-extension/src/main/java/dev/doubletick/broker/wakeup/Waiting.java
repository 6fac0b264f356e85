package dev.doubletick.broker.wakeup;

import dev.doubletick.broker.mailbox.MailboxOwner;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A phone with mail that may cause a push. What messages change is guarded by this object, because they come on any thread; all
 * else belongs to the thread of the {@link Decisions}.
 */
final class Waiting {

    private final MailboxOwner owner;
    private int stored;
    private int open;
    private Instant expires;
    private boolean forgotten;

    /** Since when something waits that this phone was not woken for. */
    Moment since;
    /** Whether it has been woken since it was last connected. */
    volatile boolean woken;
    /** How long its last wake-up lasts, if it was woken in this process. */
    @Nullable
    Told told;
    /** Whether it has been connected since this was made. */
    boolean visited;
    /** Whether it is being asked what waits for it. */
    boolean asking;
    /** How many reminders have come due. */
    int reminders;
    /** What was planned under an earlier number is void. */
    int plan;

    /**
     * The life of a wake-up, and so of its push at the provider.
     *
     * @param renewal whether it was made because the one before had ended
     */
    record Told(Instant from, Instant until, boolean renewal) {}

    /** What became of a message. */
    enum Stored {
        /** This was forgotten: the phone needs a new one. */
        TOO_LATE,
        /** It is to be decided what it causes. */
        OPEN,
        /** It causes nothing: the phone has been woken. */
        WOKEN
    }

    /** @param messages of which it is to be decided what they cause */
    Waiting(MailboxOwner owner, Moment since, Instant expires, int messages) {
        this.owner = owner;
        this.since = since;
        this.expires = expires;
        this.stored = messages;
        this.open = messages;
    }

    MailboxOwner owner() {
        return owner;
    }

    /** Another message was stored. */
    synchronized Stored stored(Instant expiry) {
        if (forgotten) {
            return Stored.TOO_LATE;
        }
        stored++;
        lastUntil(expiry);
        if (woken) {
            return Stored.WOKEN;
        }
        open++;
        return Stored.OPEN;
    }

    /** Something that lasts until then waits. */
    synchronized void lastUntil(Instant expiry) {
        if (expiry.isAfter(expires)) {
            expires = expiry;
        }
    }

    /** How many messages were stored so far. */
    synchronized int stored() {
        return stored;
    }

    /** The messages of which nobody has counted what they caused. Whoever calls this does. */
    synchronized int takeOpen() {
        int taken = open;
        open = 0;
        return taken;
    }

    /** When the last of its messages expires. */
    synchronized Instant expires() {
        return expires;
    }

    /** The last of what is held expires then, unless there have been more messages than these. */
    synchronized void expires(Instant last, int seen) {
        if (stored == seen) {
            expires = last;
        }
    }

    /** When what it was told ends, or if that is over, its mail. */
    Instant nextEnd(Instant now) {
        Told last = told;
        Instant all = expires();
        return last != null && last.until().isAfter(now) && last.until().isBefore(all) ? last.until() : all;
    }

    /**
     * Whether its wake-up has ended and much of what waits has not: a provider that had not reached the phone by then has dropped
     * the push. True once only; reminders do the rest.
     */
    boolean outlivesItsWakeUp(Instant now) {
        Told last = told;
        if (last == null || last.renewal() || last.until().isAfter(now)) {
            return false;
        }
        Duration lasted = Duration.between(last.from(), last.until());
        return Duration.between(last.until(), expires()).compareTo(lasted) > 0;
    }

    /** Ends this, unless there have been more messages than these. */
    synchronized boolean forget(int seen) {
        forgotten |= stored == seen;
        return forgotten;
    }
}
