package dev.doubletick.broker.mailbox;

/** The engine failed while doing it: it may or may not have happened. Repeat the same call with the same ids. */
public final class UnknownOutcomeException extends MailboxException {

    private static final long serialVersionUID = 1L;

    public UnknownOutcomeException(String message, Throwable cause) {
        super(message, cause, false);
    }
}
