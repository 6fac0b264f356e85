package dev.doubletick.broker.mailbox;

import org.jspecify.annotations.Nullable;

/** A mailbox could not do what it was asked for. */
public abstract sealed class MailboxException extends RuntimeException
        permits FencedException, MailboxOpenException, MailboxUnavailableException, UnknownOutcomeException {

    private static final long serialVersionUID = 1L;

    MailboxException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Without a stack trace: for what may happen to thousands of submissions at once. */
    MailboxException(String message, @Nullable Throwable cause, boolean writableStackTrace) {
        super(message, cause, false, writableStackTrace);
    }
}
