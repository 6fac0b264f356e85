package dev.doubletick.broker.forwarding;

import com.hivemq.extension.sdk.api.packets.publish.AckReasonCode;
import dev.doubletick.broker.SampledLog;
import dev.doubletick.broker.connection.PhoneConnection;
import dev.doubletick.broker.mailbox.Acknowledged;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.FencedException;
import dev.doubletick.broker.mailbox.Held;
import dev.doubletick.broker.mailbox.Lease;
import dev.doubletick.broker.mailbox.Mailbox;
import dev.doubletick.broker.mailbox.Position;
import dev.doubletick.protocol.PhoneNumber;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
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

    /** Of all phones together. */
    private static final SampledLog notRead = SampledLog.few();

    /** Parcels under way at a time. Below HiveMQ's queue limit of 1,000 per client, above what it sends in one go (50). */
    static final int WINDOW = 100;

    private static final int READ_ENTRIES = 50;
    private static final Duration RETRY = Duration.ofSeconds(1);
    /** How long the mailbox need not know what nobody waits for. */
    private static final Duration REST = Duration.ofMillis(50);

    private static final int MAX_REFUSALS = 5;

    private final PhoneNumber phone;
    private final ForwarderHost host;
    private final MailboxReader reader;
    private final Acknowledgements acknowledgements;
    private final Attachment attachment;
    private final Parcels parcels;
    private final Handover handover;

    private boolean retired;

    Forwarder(PhoneNumber phone, Mailbox mailbox, BrokerSession session, ForwarderHost host) {
        this.phone = phone;
        this.host = host;
        this.parcels = new Parcels(host::nanoTime);
        this.handover = new Handover(phone, session, parcels, this::onNotTaken);
        this.reader = new MailboxReader(mailbox, this, this::onRead, this::onReadFailed);
        this.attachment = new Attachment(mailbox, host, this, this::onAttached, action -> later(f -> action.run()));
        this.acknowledgements = new Acknowledgements(
                mailbox,
                delivered -> host.told(phone, delivered),
                this,
                this::onRemoved,
                this::tell,
                this::onFenced,
                () -> host.schedule(this, Forwarder::flush, REST),
                () -> later(Forwarder::flush));
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
        parcels.onConnected(connected.sessionPresent());
        handover.onConnected(PacketLimit.of(connected));
        startOver();
        attachment.connected(connected);
        return true;
    }

    private void onAttached() {
        acknowledgements.flush(attachment.lease());
        pump();
    }

    synchronized void onDisconnected(PhoneConnection disconnected) {
        if (attachment.disconnected(disconnected)) {
            acknowledgements.flush(attachment.lease());
            releaseIfIdle();
        }
    }

    private void onFenced(Lease fenced) {
        attachment.lost(fenced);
        acknowledgements.flush(attachment.lease());
    }

    private void releaseIfIdle() {
        if (attachment.connection() == null && acknowledgements.isEmpty()) {
            attachment.release();
        }
    }

    /** Whether it has nothing left to remember, and may be forgotten. It does nothing from then on. */
    synchronized boolean retireIfIdle() {
        boolean told = acknowledgements.isEmpty() || attachment.lease() == null;
        // Elsewhere, everything that is not acknowledged there goes another way; nothing can be acknowledged from here.
        boolean over = attachment.elsewhere() || (told && (parcels.isEmpty() || attachment.sessionOver()));
        retired = attachment.connection() == null && over;
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
        if (reader.isNextAfter(previous) && attachment.ready() && handover.hasRoom()) {
            reader.advance(position);
            handover.found(List.of(new Held(position, entry)));
        } else {
            wake();
        }
    }

    /** There may be something new in the mailbox. */
    synchronized void wake() {
        if (!reader.isThrough(attachment.lease())) {
            reader.behind();
            pump();
        }
    }

    /** Reads from the beginning, passing over what parcels carry. */
    private void startOver() {
        handover.startOver();
        reader.startOver();
    }

    private void pump() {
        Lease current = attachment.lease();
        if (attachment.ready() && current != null && handover.hasRoom() && parcels.worthReading()) {
            reader.read(current, Math.min(READ_ENTRIES, parcels.room()), parcels.roomBytes());
        }
    }

    private void onRead(List<Held> found) {
        handover.found(parcels.fresh(found));
        pump();
    }

    private void onReadFailed(Throwable failure) {
        if (failure instanceof FencedException) {
            return; // The attachment hears of it and closes the connection.
        }
        notRead.say(more ->
                log.warn("could not read the mailbox of {}, trying again: {}{}", phone, failure.toString(), more));
        later(Forwarder::wake);
    }

    private synchronized void onNotTaken(Parcel parcel) {
        if (parcels.forgetFrom(parcel)) {
            startOver();
            attachment.renew();
        }
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
        if (parcel.expired(host.now())) {
            // The session was told nothing of that. The mailbox removes it, and nobody gets a receipt.
            parcels.forget(parcel);
            handover.handReceipts();
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
                acknowledgements.add(parcel, attachment.lease());
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
        host.onDelivered(removed);
        parcels.removed(removed, reader.reading());
        acknowledgements.flush(attachment.lease());
        pump();
        releaseIfIdle();
    }

    /** Tells the mailbox what it has not been told yet. */
    synchronized void flush() {
        acknowledgements.rested();
        onRemoved(List.of());
    }

    // ---- now and then

    /** Wake signals may get lost, and so may what the broker was asked to queue: looks after both. */
    synchronized void check() {
        if (attachment.ready()) {
            int stuck = parcels.forgetStuck();
            if (stuck > 0) {
                log.warn("the broker's session of {} has lost {} parcels, handing them over anew", phone, stuck);
                startOver();
            }
        }
        reader.behind();
        pump();
    }

    synchronized boolean connected() {
        return attachment.connection() != null;
    }

    /** How the phone gets on with its mail; stuck means that it has kept silent for so long. */
    synchronized MailProgress progress(Duration silence) {
        boolean fetched = attachment.ready() && reader.idle() && parcels.isEmpty() && acknowledgements.isEmpty();
        return parcels.isStuck(silence) ? MailProgress.STUCK : MailProgress.of(fetched);
    }

    private void later(Consumer<Forwarder> action) {
        host.schedule(this, action, RETRY);
    }
}
