package dev.doubletick.broker.mailbox;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The mailboxes of all recipients: what is appended here and answered with {@link AppendResult.Stored} survives the loss of
 * the process and of power, until it is acknowledged or expires.
 *
 * <h2>Threads</h2>
 * Every method may be called from any thread and returns at once; only {@link #close} waits. Stages complete on a thread of
 * the mailbox: what hangs on them without an executor of its own must not block, because it holds up everybody's mail.
 *
 * <h2>Order</h2>
 * What one thread submits for one recipient is carried out in the order of submission. Nothing is promised across recipients.
 *
 * <h2>Failure</h2>
 * A stage completes exceptionally only with a {@link MailboxException}:
 * <ul>
 *   <li>{@link MailboxUnavailableException}: certainly nothing happened. Try again; a publish is withheld meanwhile.
 *   <li>{@link UnknownOutcomeException}: it may or may not have happened. Repeat the same call: the same id, the same
 *       positions. Every call is idempotent in that sense.
 *   <li>{@link FencedException}: the lease is no longer valid. Do not repeat it; close the connection.
 * </ul>
 * Arguments that can never be right are refused at once with an {@link IllegalArgumentException}.
 *
 * <h2>Reading along</h2>
 * Attach first, then read, and from then on read whenever a {@linkplain #wakeSignals wake signal} comes, and now and then
 * without one. A reader that has seen everything up to some position may take an entry whose
 * {@linkplain AppendResult.Stored#previous() previous} position is exactly that one straight from the append's answer,
 * without reading it back.
 */
public interface Mailbox extends AutoCloseable {

    /**
     * Stores an entry for its owner. Never fenced: whoever accepts a message may append it.
     *
     * <p>An id that the same sender has already put into the same mailbox, and that is still held there, is answered with
     * {@link AppendResult.Duplicate}, even when the mailbox is full.
     *
     * <p>Receipts never find a mailbox full, so a sender that never takes its own would have them pile up for as long as they
     * live. It is answered with {@link AppendResult.ReceiptsWaiting} beyond a limit. An engine that keeps the two mailboxes in
     * different places may see that a little late.
     *
     * @throws IllegalArgumentException for {@link EntryKind#DELIVERED}, which only {@link #acknowledge} makes
     */
    CompletionStage<AppendResult> append(Entry entry);

    /**
     * Takes over reading and acknowledging of one mailbox, which need not hold anything. The epoch is stored with the mailbox
     * and is higher than every earlier one's, also after a restart and also if the mailbox was empty or deleted in between.
     * The lease before it is fenced from then on.
     */
    CompletionStage<Lease> attach(MailboxOwner owner, LeaseHolder holder);

    /**
     * Gives a lease back, because its connection ended. From then on it behaves as fenced, and its mailbox causes no wake
     * signal. Releasing a lease that is fenced already, or twice, does nothing.
     */
    CompletionStage<Void> release(Lease lease);

    /**
     * Reads on after a position, in order, without what has expired. Sees every append that was acknowledged before the call.
     *
     * @param after where the last batch {@linkplain ReadBatch#through() ended}; empty to read from the start
     * @param maxEntries at most this many entries, at least 1
     * @param maxBytes roughly this many {@linkplain EntryCodec#encodedSize bytes}; the first entry comes however large it is
     */
    CompletionStage<ReadBatch> read(Lease lease, Optional<Position> after, int maxEntries, long maxBytes);

    /**
     * Removes what has reached the phone, and tells the senders: for each delivery that was still held and asks for it, the
     * message's id goes into a receipt in {@link Delivered#receiptTo()}'s mailbox. Receipts to one sender are coalesced with
     * those of other calls that are carried out together: at once when idle, many in one entry under load.
     *
     * <p>An engine that can, removes and appends in one atomic step, and then no id is ever receipted twice. One that cannot
     * appends the receipts first and removes afterwards; a repeat after a failure may then repeat a receipt, but none is lost.
     *
     * <p>What is not held (any more) at that position under that id is passed over, without a receipt: its receipt was made
     * when it was removed. Receipts never find a mailbox full: each takes the place of the message that it is for, and is
     * smaller.
     */
    CompletionStage<Acknowledged> acknowledge(Lease lease, List<Delivered> delivered);

    /**
     * Deletes a mailbox with all that it holds, and fences its lease: the account is gone.
     *
     * @return what was deleted
     */
    CompletionStage<Depth> delete(MailboxOwner owner);

    /** What one mailbox holds. Entries that have expired count until they are swept, within minutes. */
    CompletionStage<Depth> depth(MailboxOwner owner);

    /**
     * The messages in one mailbox that wait and may cause a push; empty if there are none. Expired messages, silent ones and
     * receipts count as none. Sees every append and acknowledgement that was answered before the call.
     */
    CompletionStage<Optional<WaitingMail>> waiting(MailboxOwner owner);

    /**
     * Looks through all phones' mailboxes for messages that wait and may cause a push, so that after a restart it is known whom
     * to wake. May take long; what is appended or removed meanwhile is seen or not. Expired messages and silent ones count as
     * none.
     *
     * @param found called once for each phone that has any, on a thread of the mailbox; must not block
     */
    CompletionStage<Void> survey(Consumer<WaitingMail> found);

    /** What all mailboxes hold together. Exact, also after a restart. */
    CompletionStage<MailboxStats> stats();

    /** How the engine is, for operators. Never blocks. */
    MailboxHealth health();

    /**
     * Listens for wake signals, until the registration is closed.
     *
     * @see WakeListener
     */
    WakeRegistration wakeSignals(WakeListener listener);

    /** Finishes what was submitted, refuses what comes later, and waits until all is safely closed. */
    @Override
    void close();

    /** Ends a {@link #wakeSignals} registration. */
    interface WakeRegistration extends AutoCloseable {
        @Override
        void close();
    }
}
