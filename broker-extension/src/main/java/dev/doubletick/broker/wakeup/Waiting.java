package dev.doubletick.broker.wakeup;

import dev.doubletick.broker.mailbox.MailboxOwner;
import java.time.Instant;

/**
 * A phone with mail that may cause a push. What messages change is guarded by this object, because they come on any thread; all
 * else belongs to the thread of the {@link Decisions}.
 */
final class Waiting {

    private final MailboxOwner owner;
    private int stored = 1;
    private Instant expires;
    private boolean forgotten;

    /** Since when something waits that this phone was not woken for. */
    Instant since;
    /** Whether it has been woken since it was last connected. */
    volatile boolean woken;
    /** Whether it has been connected since this was made. */
    boolean visited;
    /** Whether it is being asked what waits for it. */
    boolean asking;
    /** How many reminders have come due. */
    int reminders;
    /** What was planned under an earlier number is void. */
    int plan;

    Waiting(MailboxOwner owner, Instant since, Instant expires) {
        this.owner = owner;
        this.since = since;
        this.expires = expires;
    }

    MailboxOwner owner() {
        return owner;
    }

    /** Another message was stored. False if this was {@linkplain #forget forgotten}: the phone needs a new one. */
    synchronized boolean stored(Instant expiry) {
        if (forgotten) {
            return false;
        }
        stored++;
        if (expiry.isAfter(expires)) {
            expires = expiry;
        }
        return true;
    }

    /** How many messages were stored so far. */
    synchronized int stored() {
        return stored;
    }

    /** When the last of its messages expires. */
    synchronized Instant expires() {
        return expires;
    }

    /** Ends this, unless there have been more messages than these. */
    synchronized boolean forget(int seen) {
        forgotten |= stored == seen;
        return forgotten;
    }
}
