package dev.doubletick.broker.forwarding;

import dev.doubletick.broker.Completion;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.broker.mailbox.Held;
import dev.doubletick.protocol.PhoneNumber;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes parcels of what was found in one phone's mailbox and hands them to the broker's session, none larger than the phone's
 * connection takes: receipts are split, and a message that is too large rests in the mailbox until a connection takes it.
 * Guarded by its {@link Forwarder}.
 */
final class Handover {

    private static final Logger log = LoggerFactory.getLogger(Handover.class);

    private final PhoneNumber phone;
    private final BrokerSession session;
    private final Parcels parcels;
    private final Consumer<Parcel> failed;
    private final WaitingReceipts receipts = new WaitingReceipts();

    private PacketLimit limit = new PacketLimit(Long.MAX_VALUE);
    private boolean passedOver;

    /**
     * @param failed called on any thread when the session did not take a parcel
     */
    Handover(PhoneNumber phone, BrokerSession session, Parcels parcels, Consumer<Parcel> failed) {
        this.phone = phone;
        this.session = session;
        this.parcels = parcels;
        this.failed = failed;
    }

    void onConnected(PacketLimit limit) {
        this.limit = limit;
        passedOver = false;
    }

    /** Everything that no parcel carries will be found again. */
    void startOver() {
        receipts.clear();
    }

    boolean hasRoom() {
        return parcels.room() > 0 && receipts.hasRoom();
    }

    void found(List<Held> found) {
        for (Held held : found) {
            if (!limit.takes(held.entry())) {
                passOver();
            } else if (held.entry().kind() == EntryKind.DELIVERED) {
                receipts.add(held);
            } else {
                hand(List.of(held), 0);
            }
        }
        handReceipts();
    }

    private void passOver() {
        if (!passedOver) {
            passedOver = true;
            log.info("some mail of {} waits: its connection takes packets of {} bytes at most", phone, limit.bytes());
        }
    }

    /** Hands over the receipts that wait, if it is time. */
    void handReceipts() {
        List<Held> due = receipts.take(limit);
        if (!due.isEmpty()) {
            receipts.underway(hand(due, 0));
        }
    }

    /** The phone has one part of a receipt: hands over the next. */
    void handRest(Parcel acknowledged) {
        parcels.forget(acknowledged);
        Held first = acknowledged.entries().get(0);
        if (!limit.takes(first.entry())) {
            passOver();
            return;
        }
        Parcel next = hand(acknowledged.entries(), acknowledged.to());
        if (first.entry().kind() == EntryKind.DELIVERED) {
            receipts.underway(next);
        }
    }

    private Parcel hand(List<Held> entries, int from) {
        Parcel parcel = parcels.add(entries, from, limit);
        Completion.of(session.publish(phone, parcel), (queued, failure) -> {
            if (failure != null) {
                log.warn("the broker did not take a parcel for {}, trying again: {}", phone, failure.toString());
                failed.accept(parcel);
            }
        });
        return parcel;
    }
}
