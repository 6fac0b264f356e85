package dev.doubletick.broker.mailbox;

import org.jspecify.annotations.Nullable;

/**
 * The engine cannot do it now, and nothing happened. The caller withholds its answer and tries again, for at least 10 seconds
 * and within bounded memory, before it reports the failure.
 */
public final class MailboxUnavailableException extends MailboxException {

    private static final long serialVersionUID = 1L;

    public MailboxUnavailableException(String message) {
        this(message, null);
    }

    public MailboxUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause, false);
    }
}
