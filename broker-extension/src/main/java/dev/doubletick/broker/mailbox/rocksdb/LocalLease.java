package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.FencedException;
import dev.doubletick.broker.mailbox.Lease;
import dev.doubletick.broker.mailbox.LeaseHolder;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.broker.mailbox.Position;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A lease of this process. Only one process has the store open, so the newest lease is known here: checking it costs one
 * volatile read.
 */
final class LocalLease implements Lease {

    private final MailboxOwner owner;
    private final long epoch;
    private final LeaseHolder holder;
    private final CompletableFuture<Void> lost = new CompletableFuture<>();

    private volatile boolean fenced;
    /** No entry is before this sequence. */
    private volatile long first;
    /** No append that was answered is after this sequence. Both only grow, and do before the append is answered. */
    private volatile long last;

    LocalLease(MailboxOwner owner, long epoch, LeaseHolder holder) {
        this.owner = owner;
        this.epoch = epoch;
        this.holder = holder;
        // Before it is known better: everything up to here must be looked for.
        this.last = epoch;
    }

    /**
     * The lease as this engine's own.
     *
     * @throws IllegalArgumentException if another engine gave it
     */
    static LocalLease own(Lease lease) {
        if (lease instanceof LocalLease own) {
            return own;
        }
        throw new IllegalArgumentException("this lease is of another mailbox engine");
    }

    void requireValid() {
        if (fenced) {
            throw new FencedException(this);
        }
    }

    boolean fenced() {
        return fenced;
    }

    /** Makes reads and acknowledgements fail. {@link #announceLost} follows once the successor is durable. */
    void fence() {
        fenced = true;
    }

    void announceLost() {
        lost.complete(null);
    }

    long first() {
        return first;
    }

    long last() {
        return last;
    }

    synchronized void range(long first, long last) {
        this.first = Math.max(this.first, first);
        this.last = Math.max(this.last, last);
    }

    @Override
    public boolean mayHoldAfter(Position position) {
        return SequencePosition.sequenceOf(position) < last;
    }

    @Override
    public MailboxOwner owner() {
        return owner;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public LeaseHolder holder() {
        return holder;
    }

    @Override
    public CompletionStage<Void> lost() {
        return lost.minimalCompletionStage();
    }
}
