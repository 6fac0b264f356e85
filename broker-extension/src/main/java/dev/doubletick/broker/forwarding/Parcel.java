package dev.doubletick.broker.forwarding;

import dev.doubletick.broker.mailbox.Delivered;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.broker.mailbox.Held;
import java.util.List;
import java.util.Optional;

/**
 * One PUBLISH on its way to a phone, and the mailbox entries that it carries: one message, or several receipts in one. Guarded
 * by its {@link Forwarder}.
 */
final class Parcel {

    enum State {
        /** With the broker's session, but not on the wire of the present connection yet. */
        QUEUED,
        /** On the wire. */
        SENT,
        /** The phone has it; the mailbox is being told. */
        ACKNOWLEDGED,
        /** The phone answered with an error. */
        REFUSED,
        /** Given up on while under way; what it carried is handed over anew. */
        FORGOTTEN
    }

    private final long tag;
    private final List<Held> entries;
    private State state = State.QUEUED;
    private long since;

    /**
     * @param tag names it between the broker's session and us
     * @param since when it was handed to the session, in {@link System#nanoTime}
     */
    Parcel(long tag, List<Held> entries, long since) {
        this.tag = tag;
        this.entries = entries;
        this.since = since;
    }

    long tag() {
        return tag;
    }

    List<Held> entries() {
        return entries;
    }

    State state() {
        return state;
    }

    void state(State state) {
        this.state = state;
    }

    boolean underway() {
        return state == State.QUEUED || state == State.SENT;
    }

    /** The session goes on with a new connection, which has not seen this yet. */
    void queuedAnew(long now) {
        state = State.QUEUED;
        since = now;
    }

    boolean queuedLongerThan(long nanos, long now) {
        return state == State.QUEUED && now - since > nanos;
    }

    /** What the mailbox is told once the phone has it. */
    List<Delivered> delivered() {
        return entries.stream()
                .map(held -> new Delivered(
                        held.position(),
                        held.entry().id(),
                        held.entry().kind() == EntryKind.MESSAGE && held.entry().correlated()
                                ? held.entry().sender()
                                : Optional.empty()))
                .toList();
    }
}
