package dev.doubletick.broker.forwarding;

import dev.doubletick.broker.mailbox.Delivered;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.broker.mailbox.Held;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/**
 * One PUBLISH on its way to a phone, and the mailbox entries that it carries: one message, several receipts in one, or a part of
 * a receipt whose other parts travel before and after it. Guarded by its {@link Forwarder}.
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
    private final int from;
    private final int to;
    private final int total;
    private State state = State.QUEUED;
    private long since;

    /**
     * @param tag names it between the broker's session and us
     * @param from where in the entries' joined payload it begins, in bytes
     * @param limit how much of it goes into one PUBLISH
     * @param since when it was handed to the session, in {@link System#nanoTime}
     */
    Parcel(long tag, List<Held> entries, int from, PacketLimit limit, long since) {
        this.tag = tag;
        this.entries = entries;
        this.from = from;
        this.total = length(entries);
        this.to = from + limit.part(entries.get(0).entry(), total - from);
        this.since = since;
    }

    long tag() {
        return tag;
    }

    List<Held> entries() {
        return entries;
    }

    /** Where in the entries' joined payload it ends, in bytes. */
    int to() {
        return to;
    }

    /** Whether the phone has everything once it has this. */
    boolean complete() {
        return to == total;
    }

    /** What its entries' payloads occupy in memory. */
    int bytes() {
        return total;
    }

    boolean fits(PacketLimit limit) {
        return to - from <= limit.payload(entries.get(0).entry());
    }

    /** Whether nothing of it is to be delivered any more. */
    boolean expired(Instant now) {
        for (Held held : entries) {
            if (!held.entry().expired(now)) {
                return false;
            }
        }
        return true;
    }

    ByteBuffer payload() {
        if (entries.size() == 1) {
            return entries.get(0).entry().payload().slice(from, to - from);
        }
        ByteBuffer joined = ByteBuffer.allocate(total);
        for (Held held : entries) {
            joined.put(held.entry().payload());
        }
        return joined.flip().slice(from, to - from);
    }

    private static int length(List<Held> entries) {
        int length = 0;
        for (Held held : entries) {
            length += held.entry().payload().remaining();
        }
        return length;
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

    boolean underwaySince(long nanoTime) {
        return underway() && since - nanoTime < 0;
    }

    boolean mayPush() {
        Entry first = entries.get(0).entry();
        return first.kind() == EntryKind.MESSAGE && !first.silent();
    }

    /** What the mailbox is told once the phone has it. */
    List<Delivered> delivered() {
        return entries.size() == 1
                ? List.of(delivered(entries.get(0)))
                : entries.stream().map(Parcel::delivered).toList();
    }

    private static Delivered delivered(Held held) {
        return new Delivered(held.position(), held.entry().id(), held.entry().receiptTo());
    }

    /** Whether somebody waits for a receipt of it. */
    boolean awaited() {
        return entries.get(0).entry().receiptTo().isPresent();
    }
}
