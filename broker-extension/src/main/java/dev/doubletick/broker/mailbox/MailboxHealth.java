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
        /** Reading and removing perhaps, but no appends, because the store's folder is not where it was. Ends by itself when it is back. */
        AWAY,
        /** Nothing, while the engine comes back by itself after a failure. */
        RECOVERING,
        /** Nothing any more. */
        CLOSED
    }
}
