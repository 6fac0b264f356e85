package dev.doubletick.broker.mailbox;

/** The lease is no longer the newest of its mailbox, or was released. Nothing was read or changed. */
public final class FencedException extends MailboxException {

    private static final long serialVersionUID = 1L;

    public FencedException(Lease lease) {
        super("the lease of epoch " + lease.epoch() + " on mailbox " + lease.owner() + " is fenced", null, false);
    }
}
