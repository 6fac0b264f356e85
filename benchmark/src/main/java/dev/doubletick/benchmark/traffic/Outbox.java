package dev.doubletick.benchmark.traffic;

import dev.doubletick.benchmark.line.MessageTag;
import java.util.BitSet;

/**
 * What one phone sends to one other: a window that slides over numbered messages as their ticks come in. Confined to the
 * sender's event loop, and readable from elsewhere after a barrier.
 */
final class Outbox {

    /** The tick that makes room for the next message. */
    enum Closing {
        FIRST_TICK,
        SECOND_TICK
    }

    static final long UNKNOWN = -1;

    private final int recipient;
    private final int quota;
    private final Closing closing;
    private final boolean givesFirstTick;
    private final Sequence accepted = new Sequence();
    private final Sequence receipted = new Sequence();
    private final BitSet refused = new BitSet();
    private long[] sentAt = {};
    private int window;
    private int next;

    /**
     * @param recipient index of the phone that it writes to
     * @param quota the most messages that it sends
     * @param givesFirstTick whether the server tells what it has accepted; otherwise whatever was sent counts as accepted
     */
    Outbox(int recipient, int quota, Closing closing, boolean givesFirstTick) {
        if (closing == Closing.FIRST_TICK && !givesFirstTick) {
            throw new IllegalArgumentException("no first tick to wait for");
        }
        this.recipient = recipient;
        this.quota = quota;
        this.closing = closing;
        this.givesFirstTick = givesFirstTick;
    }

    /** An outbox whose messages were all accepted in an earlier run, and only lack their second tick. */
    static Outbox filled(int recipient, int sent) {
        Outbox outbox = new Outbox(recipient, sent, Closing.SECOND_TICK, false);
        outbox.next = sent;
        return outbox;
    }

    /** @param size how many messages may be under way at a time */
    void open(int size) {
        window = Math.min(size, MessageTag.SLOTS);
        sentAt = new long[Integer.highestOneBit(Math.max(1, window * 2 - 1))];
    }

    boolean mayStart() {
        return next < quota && next - oldestUnderWay() < window;
    }

    private int oldestUnderWay() {
        // A second tick may overtake the first; a packet id must not be used again before its first tick.
        if (closing == Closing.FIRST_TICK) {
            return accepted.lowestMissing();
        }
        return givesFirstTick
                ? Math.min(accepted.lowestMissing(), receipted.lowestMissing())
                : receipted.lowestMissing();
    }

    /** Takes the next number; it is under way from now on. */
    int start(long nanoTime) {
        int number = next++;
        sentAt[number & (sentAt.length - 1)] = nanoTime;
        return number;
    }

    /** The number in a slot, or -1 if nothing is under way there. */
    int numberIn(int slot) {
        int lowest = givesFirstTick ? accepted.lowestMissing() : receipted.lowestMissing();
        int number = lowest + ((slot - lowest) & (MessageTag.SLOTS - 1));
        return number < next ? number : -1;
    }

    /** When it was sent, in {@link System#nanoTime} terms, or {@link #UNKNOWN} if that is too long ago to be kept. */
    long sentAt(int number) {
        return next - number <= sentAt.length ? sentAt[number & (sentAt.length - 1)] : UNKNOWN;
    }

    /** @return false if it was accepted before */
    boolean accept(int number) {
        return accepted.arrive(number) != Sequence.Arrival.DUPLICATE;
    }

    /** @return false if it had its receipt before, or was never sent */
    boolean receipt(int number) {
        return number >= 0 && number < next && receipted.arrive(number) != Sequence.Arrival.DUPLICATE;
    }

    /** A refused message is over: no tick will come. */
    void refuse(int number) {
        refused.set(number);
        accepted.arrive(number);
        receipted.arrive(number);
    }

    int recipient() {
        return recipient;
    }

    int sent() {
        return next;
    }

    boolean isReceipted(int number) {
        return receipted.contains(number) && !refused.get(number);
    }

    /** Whether the sender was told, or has to assume, that the server will deliver it. */
    boolean isOwed(int number) {
        return number < next && !refused.get(number) && (!givesFirstTick || accepted.contains(number));
    }

    /** Whether neither a tick nor a refusal came. */
    boolean isUnanswered(int number) {
        return number < next && givesFirstTick && !accepted.contains(number);
    }
}
