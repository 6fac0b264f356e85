package dev.doubletick.broker.mailbox;

/**
 * Hears that a mailbox attached through this {@link Mailbox} may have something new. Signals are hints: several appends may
 * cause one, one may come without any append, come before the append can be read, or get lost. So attach first, then read,
 * read again at every signal, and poll slowly besides.
 *
 * <p>Called on a thread of the mailbox; must not block.
 */
public interface WakeListener {

    /** Something may have been appended for this owner. */
    void wake(MailboxOwner owner);

    /** The engine was away, and signals of any owner may have been lost: read every attached mailbox again. */
    void resync();
}
