package dev.doubletick.broker.forwarding;

import dev.doubletick.broker.Completion;
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

    private final Mailbox mailbox;
    private final Function<List<Delivered>, CompletableFuture<List<Delivered>>> policy;
    private final Consumer<List<Parcel>> removed;
    private final Consumer<List<Acknowledged.Receipt>> receipts;
    private final Runnable retryLater;
    private final Object monitor;
    private List<Parcel> waiting = new ArrayList<>();
    private boolean underway;

    /**
     * @param policy takes the receipts away from those who are not to be told; never fails
     * @param monitor what guards this object
     * @param removed called under the monitor when the mailbox has forgotten these parcels
     * @param receipts called after the monitor was left, unless the caller of {@link #flush} holds it
     * @param retryLater must call {@link #flush} after a while
     */
    Acknowledgements(
            Mailbox mailbox,
            Function<List<Delivered>, CompletableFuture<List<Delivered>>> policy,
            Object monitor,
            Consumer<List<Parcel>> removed,
            Consumer<List<Acknowledged.Receipt>> receipts,
            Runnable retryLater) {
        this.mailbox = mailbox;
        this.policy = policy;
        this.monitor = monitor;
        this.removed = removed;
        this.receipts = receipts;
        this.retryLater = retryLater;
    }

    boolean isEmpty() {
        return waiting.isEmpty() && !underway;
    }

    void add(Parcel parcel) {
        waiting.add(parcel);
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
            log.debug("acknowledgements of {} wait for the next lease", lease.owner());
        } else {
            log.warn("could not acknowledge to the mailbox of {}, trying again: {}", lease.owner(), failure.toString());
        }
        retryLater.run();
    }
}
