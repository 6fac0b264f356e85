package dev.doubletick.broker.mailbox;

/** Stored bytes are not an entry. The message says why, without content. */
public class CorruptEntryException extends Exception {

    private static final long serialVersionUID = 1L;

    public CorruptEntryException(String message) {
        super(message);
    }

    public CorruptEntryException(String message, Throwable cause) {
        super(message, cause);
    }
}
