package dev.doubletick.broker.forwarding;

import dev.doubletick.broker.Completion;
import dev.doubletick.broker.SampledLog;
import dev.doubletick.broker.mailbox.Acknowledged;
import dev.doubletick.broker.mailbox.Delivered;
import dev.doubletick.broker.mailbox.FencedException;
import dev.doubletick.broker.mailbox.Lease;
import dev.doubletick.broker.mailbox.Mailbox;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one phone has acknowledged and its mailbox has not been told yet. At most one call to the mailbox is under way: alone
 * it goes at once, and what comes meanwhile goes together in the next. Guarded by its {@link Forwarder}.
 */
final class Acknowledgements {

    private static final Logger log = LoggerFactory.getLogger(Acknowledgements.class);

    /** Of all phones together. */
    private static final SampledLog notTold = SampledLog.few();

    /** So many are told at once, waited for or not. */
    private static final int MANY = 25;

    private final Mailbox mailbox;
    private final Function<List<Delivered>, CompletableFuture<List<Delivered>>> policy;
    private final Consumer<List<Parcel>> removed;
    private final Consumer<List<Acknowledged.Receipt>> receipts;
    private final Consumer<Lease> fenced;
    private final Runnable flushSoon;
    private final Runnable retryLater;
    private final Object monitor;
    private List<Parcel> waiting = new ArrayList<>();
    private boolean underway;
    /** There will be a flush soon. */
    private boolean resting;

    /**
     * @param policy takes the receipts away from those who are not to be told; never fails
     * @param monitor what guards this object
     * @param removed called under the monitor when the mailbox has forgotten these parcels
     * @param receipts called after the monitor was left, unless the caller of {@link #flush} holds it
     * @param fenced called under the monitor when a lease turned out to be no longer valid; must call {@link #flush} once there is another
     * @param flushSoon must call {@link #rested} and {@link #flush} soon
     * @param retryLater must call {@link #flush} after a while
     */
    Acknowledgements(
            Mailbox mailbox,
            Function<List<Delivered>, CompletableFuture<List<Delivered>>> policy,
            Object monitor,
            Consumer<List<Parcel>> removed,
            Consumer<List<Acknowledged.Receipt>> receipts,
            Consumer<Lease> fenced,
            Runnable flushSoon,
            Runnable retryLater) {
        this.mailbox = mailbox;
        this.policy = policy;
        this.monitor = monitor;
        this.removed = removed;
        this.receipts = receipts;
        this.fenced = fenced;
        this.flushSoon = flushSoon;
        this.retryLater = retryLater;
    }

    boolean isEmpty() {
        return waiting.isEmpty() && !underway;
    }

    /**
     * Tells the mailbox at once if a sender waits for a receipt. What nobody waits for, a receipt itself, is told together with
     * what comes next, or soon: it need not have a commit of its own.
     */
    void add(Parcel parcel, @Nullable Lease lease) {
        waiting.add(parcel);
        if (parcel.awaited() || waiting.size() >= MANY) {
            flush(lease);
        } else if (!resting) {
            resting = true;
            flushSoon.run();
        }
    }

    /** It is soon now. */
    void rested() {
        resting = false;
    }

    /** Tells the mailbox, if there is something to tell and it is not being told something already. */
    void flush(@Nullable Lease lease) {
        if (lease == null || underway || waiting.isEmpty()) {
            return;
        }
        List<Parcel> parcels = waiting;
        waiting = new ArrayList<>();
        underway = true;
        List<Delivered> delivered =
                parcels.stream().flatMap(parcel -> parcel.delivered().stream()).toList();
        CompletableFuture<Acknowledged> told =
                policy.apply(delivered).thenCompose(these -> mailbox.acknowledge(lease, these));
        Completion.of(told, (acknowledged, failure) -> {
            synchronized (monitor) {
                underway = false;
                if (failure == null) {
                    removed.accept(parcels);
                } else {
                    parcels.addAll(waiting);
                    waiting = parcels;
                    onFailure(lease, failure);
                }
            }
            if (failure == null) {
                receipts.accept(acknowledged.receipts());
            }
        });
    }

    private void onFailure(Lease lease, Throwable failure) {
        if (failure instanceof FencedException) {
            // The phone has connected anew, here or elsewhere. Here, the next lease takes these along.
            fenced.accept(lease);
        } else {
            notTold.say(more -> log.warn(
                    "could not acknowledge to the mailbox of {}, trying again: {}{}",
                    lease.owner(),
                    failure.toString(),
                    more));
            retryLater.run();
        }
    }
}
