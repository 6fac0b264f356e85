package dev.doubletick.broker.mailbox;

/**
 * How an engine is.
 *
 * @param reason one sentence for operators
 */
public record MailboxHealth(State state, String reason) {

    /** What works. */
    public enum State {
        /** Everything. */
        AVAILABLE,
        /** All but appends, because the disk is nearly full. Ends by itself when there is space again. */
        DISK_RESERVE,
        /** Nothing, while the engine comes back by itself after a failure. */
        RECOVERING,
        /** Nothing any more. */
        CLOSED
    }
}
