package dev.doubletick.broker.mailbox;

import java.util.concurrent.CompletionStage;

/** The right to read and acknowledge one mailbox, until somebody attaches to it anew. */
public interface Lease {

    MailboxOwner owner();

    /** Higher than that of every earlier lease of this owner. */
    long epoch();

    LeaseHolder holder();

    /**
     * Whether there may be anything to read behind a position. It costs nothing to ask; false is certain as far as what was
     * appended before the last wake signal, or answer, goes. An engine that does not know says true.
     */
    default boolean mayHoldAfter(Position position) {
        return true;
    }

    /**
     * Completes normally when the lease is fenced: another connection has attached, or the mailbox was deleted. The broker then
     * closes this lease's connection. It does not complete for a lease that was released. It may come late; the engine
     * refuses by epoch in any case.
     */
    CompletionStage<Void> lost();
}
