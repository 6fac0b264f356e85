package dev.doubletick.broker.forwarding;

import dev.doubletick.broker.connection.PhoneConnection;
import dev.doubletick.broker.mailbox.Acknowledged;
import dev.doubletick.broker.mailbox.Delivered;
import dev.doubletick.broker.mailbox.Lease;
import dev.doubletick.protocol.PhoneNumber;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** What a {@link Forwarder} needs from the broker around it. */
interface ForwarderHost {

    /**
     * Makes sure that the session receives what is addressed to the phone, and attaches to its mailbox.
     *
     * @param subscribed whether the session does so already
     */
    CompletableFuture<Lease> attach(PhoneConnection connection, boolean subscribed);

    /** Receipts were stored for other phones, perhaps connected here. */
    void onReceipts(List<Acknowledged.Receipt> receipts);

    /** The same deliveries, without a receipt for those whom the receiver does not tell. Never fails. */
    CompletableFuture<List<Delivered>> told(PhoneNumber receiver, List<Delivered> delivered);

    /** These have been acknowledged by their phone and removed from its mailbox. Called under the forwarder's monitor. */
    void onDelivered(List<Parcel> parcels);

    /** As {@link System#nanoTime}. */
    long nanoTime();

    /** The time that expiry goes by. */
    Instant now();

    /** Runs something for a forwarder after a while, on a thread of the host. */
    void schedule(Forwarder forwarder, Consumer<Forwarder> action, Duration delay);
}
