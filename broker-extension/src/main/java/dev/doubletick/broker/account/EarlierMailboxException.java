package dev.doubletick.broker.account;

import java.sql.SQLTransientException;

/** The mailbox of an earlier account of the number is still to be emptied. It takes a moment; nothing is wrong. */
public final class EarlierMailboxException extends SQLTransientException {

    private static final long serialVersionUID = 1L;

    EarlierMailboxException() {
        super("the mailbox of an earlier account is not empty yet");
    }
}
