package dev.doubletick.broker.mailbox;

import org.jspecify.annotations.Nullable;

/** A mailbox store could not be opened. The message is one sentence for the operator. */
public final class MailboxOpenException extends MailboxException {

    private static final long serialVersionUID = 1L;

    /** Why a store does not open. */
    public enum Reason {
        /** Another process has it open. */
        IN_USE,
        /** Something is missing or broken; the message names the repair command. */
        DAMAGED,
        /** A newer version of this program wrote it. */
        NEWER_FORMAT,
        /** The disk or its permissions do not allow it. */
        IO
    }

    private final Reason reason;

    public MailboxOpenException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
