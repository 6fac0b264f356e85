package dev.doubletick.broker.mailbox;

/** Is told how an engine gets on, on its own thread and for each commit: it must cost next to nothing. */
public interface MailboxMeter {

    /** Measures nothing. */
    MailboxMeter NONE = (submissions, nanos) -> {};

    /**
     * A commit is safely stored.
     *
     * @param submissions how many it has carried out
     * @param nanos how long writing and syncing took
     */
    void committed(int submissions, long nanos);
}
