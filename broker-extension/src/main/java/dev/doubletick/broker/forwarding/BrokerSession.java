package dev.doubletick.broker.forwarding;

import dev.doubletick.protocol.PhoneNumber;
import java.util.concurrent.CompletableFuture;

/** Where parcels go: the broker's session of a phone, which keeps them until the phone has acknowledged them. */
interface BrokerSession {

    /**
     * Queues a parcel. Parcels of one phone reach it in the order of these calls. Completes when the session has it, or fails;
     * success is no promise that it will arrive, only the phone's PUBACK is. Never blocks.
     */
    CompletableFuture<Void> publish(PhoneNumber phone, Parcel parcel);
}
