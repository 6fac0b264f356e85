package dev.doubletick.broker.forwarding;

import com.hivemq.extension.sdk.api.packets.publish.AckReasonCode;
import dev.doubletick.broker.Completion;
import dev.doubletick.broker.connection.PhoneConnection;
import dev.doubletick.broker.mailbox.Acknowledged;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.FencedException;
import dev.doubletick.broker.mailbox.Held;
import dev.doubletick.broker.mailbox.Lease;
import dev.doubletick.broker.mailbox.Mailbox;
import dev.doubletick.broker.mailbox.Position;
import dev.doubletick.protocol.Limits;
import dev.doubletick.protocol.PhoneNumber;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one phone's mail from its mailbox into its broker session, in order and with a bounded number of parcels under way.
 *
 * <p>It outlives a connection as long as the broker's session may hold parcels, so that what the broker redelivers by itself
 * is not handed over a second time. While it has read everything, new entries come straight from the append
 * ({@link #offer}) and are not read back.
 *
 * <p>Safe on any thread; nothing blocks. The monitor is held for in-memory work only.
 */
final class Forwarder {

    private static final Logger log = LoggerFactory.getLogger(Forwarder.class);

    /** Parcels under way at a time. Below HiveMQ's queue limit of 1,000 per client, above what it sends in one go (50). */
    static final int WINDOW = 100;

    private static final int READ_ENTRIES = 50;
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final int MAX_REFUSALS = 5;

    private final PhoneNumber phone;
    private final Mailbox mailbox;
    private final ForwarderHost host;
    private final MailboxReader reader;
    private final Acknowledgements acknowledgements;
    private final Parcels parcels = new Parcels();
    private final Handover handover;

    private @Nullable PhoneConnection connection;
    private @Nullable Lease lease;

    private long disconnectedAt;
    private boolean retired;

    Forwarder(PhoneNumber phone, Mailbox mailbox, BrokerSession session, ForwarderHost host) {
        this.phone = phone;
        this.mailbox = mailbox;
        this.host = host;
        this.handover = new Handover(phone, session, parcels, parcel -> later(f -> f.handAnew(parcel)));
        this.reader = new MailboxReader(mailbox, this, this::onRead, this::onReadFailed);
        this.acknowledgements = new Acknowledgements(
                mailbox, d -> host.told(phone, d), this, this::onRemoved, this::tell, () -> later(Forwarder::flush));
    }

    /** Receipts concern other phones' forwarders: taking their monitors while holding this one could end in a deadlock. */
    private void tell(List<Acknowledged.Receipt> told) {
        if (Thread.holdsLock(this)) {
            // The mailbox has answered before anybody could wait for it.
            host.schedule(this, f -> host.onReceipts(told), Duration.ZERO);
        } else {
            host.onReceipts(told);
        }
    }

    // ---- connections

    /** Answers false if this forwarder is {@linkplain #retireIfIdle retired}: the connection needs a new one. */
    synchronized boolean onConnected(PhoneConnection connected) {
        if (retired) {
            return false;
        }
        connection = connected;
        lease = null;
        parcels.onConnected(connected.sessionPresent());
        handover.onConnected(PacketLimit.of(connected));
        startOver();
        attach(connected);
        return true;
    }

    private void attach(PhoneConnection connected) {
        Completion.of(host.attach(connected), (attached, failure) -> {
            synchronized (this) {
                if (!connected.equals(connection)) {
                    if (attached != null) {
                        mailbox.release(attached);
                    }
                } else if (attached == null) {
                    log.warn("cannot attach to the mailbox of {}, trying again: {}", phone, String.valueOf(failure));
                    later(f -> f.attachAgain(connected));
                } else {
                    lease = attached;
                    attached.lost().thenRun(() -> onLeaseLost(attached));
                    acknowledgements.flush(lease);
                    pump();
                }
            }
        });
    }

    private synchronized void attachAgain(PhoneConnection connected) {
        if (connected.equals(connection) && lease == null) {
            attach(connected);
        }
    }

    private synchronized void onLeaseLost(Lease lost) {
        PhoneConnection current = connection;
        if (lease == lost && current != null) {
            log.info("disconnecting {}: its mailbox is attached elsewhere", phone);
            current.closeAsTakenOver();
        }
    }

    synchronized void onDisconnected(PhoneConnection disconnected) {
        if (disconnected.equals(connection)) {
            connection = null;
            disconnectedAt = System.nanoTime();
            releaseIfIdle();
        }
    }

    private void releaseIfIdle() {
        Lease held = lease;
        if (connection == null && acknowledgements.isEmpty() && held != null) {
            lease = null;
            mailbox.release(held);
        }
    }

    /** Whether it has nothing left to remember, and may be forgotten. It does nothing from then on. */
    synchronized boolean retireIfIdle() {
        boolean sessionOver = System.nanoTime() - disconnectedAt > Limits.MAX_MESSAGE_EXPIRY.toNanos();
        retired = connection == null && acknowledgements.isEmpty() && (parcels.isEmpty() || sessionOver);
        return retired;
    }

    synchronized boolean retired() {
        return retired;
    }

    // ---- mailbox to session

    /** An entry that was just stored. Taken as it is if it is the next one, read from the mailbox otherwise. */
    synchronized void offer(Entry entry, Position position, Optional<Position> previous) {
        if (reader.hasPassed(position)) {
            return; // A read was faster.
        }
        if (reader.isNextAfter(previous) && connection != null && lease != null && handover.hasRoom()) {
            reader.advance(position);
            handover.found(List.of(new Held(position, entry)));
        } else {
            wake();
        }
    }

    /** There may be something new in the mailbox. */
    synchronized void wake() {
        reader.behind();
        pump();
    }

    /** Reads from the beginning, passing over what parcels carry. */
    private void startOver() {
        handover.startOver();
        reader.startOver();
    }

    private void pump() {
        Lease current = lease;
        if (connection != null && current != null && handover.hasRoom()) {
            reader.read(current, Math.min(READ_ENTRIES, parcels.room()));
        }
    }

    private void onRead(List<Held> found) {
        handover.found(parcels.fresh(found));
        pump();
    }

    private void onReadFailed(Throwable failure) {
        if (failure instanceof FencedException) {
            return; // onLeaseLost closes the connection.
        }
        log.warn("could not read the mailbox of {}, trying again: {}", phone, failure.toString());
        later(Forwarder::wake);
    }

    private synchronized void handAnew(Parcel parcel) {
        if (parcels.contains(parcel) && parcel.state() != Parcel.State.ACKNOWLEDGED) {
            parcels.forget(parcel);
            startOver();
            pump();
        }
    }

    // ---- what the phone says

    /**
     * Whether a parcel that the session is about to send is still to be sent.
     *
     * @param limit of the connection that it is to be sent on
     */
    synchronized boolean onSent(long tag, PacketLimit limit) {
        Parcel parcel = parcels.get(tag);
        if (parcel == null || !parcel.underway()) {
            return false;
        }
        if (!parcel.fits(limit)) {
            // The session goes on from a connection that took more.
            parcels.forget(parcel);
            startOver();
            pump();
            return false;
        }
        parcel.state(Parcel.State.SENT);
        return true;
    }

    /** The phone's PUBACK, of whichever connection: it has stored it. */
    synchronized void onAcknowledged(long tag) {
        Parcel parcel = parcels.get(tag);
        if (parcel != null && parcel.underway()) {
            parcels.ended(parcel, Parcel.State.ACKNOWLEDGED);
            if (parcel.complete()) {
                acknowledgements.add(parcel);
                acknowledgements.flush(lease);
            } else {
                handover.handRest(parcel);
            }
            handover.handReceipts();
            pump();
        }
    }

    /** An error code is not a delivery: the parcel comes again, ever later, and rests until the next connection at last. */
    synchronized void onRefused(long tag, AckReasonCode reason) {
        Parcel parcel = parcels.get(tag);
        if (parcel == null || !parcel.underway()) {
            return;
        }
        parcels.ended(parcel, Parcel.State.REFUSED);
        int count = parcels.countRefusal(parcel);
        log.info("{} refused a delivery with {}, {} of {} times", phone, reason, count, MAX_REFUSALS);
        if (count < MAX_REFUSALS) {
            host.schedule(this, f -> f.handAnew(parcel), RETRY.multipliedBy(1L << (count - 1)));
        }
        handover.handReceipts();
        pump();
    }

    private void onRemoved(List<Parcel> removed) {
        parcels.removed(removed, reader.reading());
        acknowledgements.flush(lease);
        pump();
        releaseIfIdle();
    }

    private synchronized void flush() {
        onRemoved(List.of());
    }

    // ---- now and then

    /** Wake signals may get lost, and so may what the broker was asked to queue: looks after both. */
    synchronized void check() {
        if (connection != null && lease != null) {
            int stuck = parcels.forgetStuck();
            if (stuck > 0) {
                log.warn("the broker's session of {} has lost {} parcels, handing them over anew", phone, stuck);
                startOver();
            }
        }
        wake();
    }

    private void later(Consumer<Forwarder> action) {
        host.schedule(this, action, RETRY);
    }
}
