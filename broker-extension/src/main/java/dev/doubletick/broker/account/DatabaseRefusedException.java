package dev.doubletick.broker.account;

/** PostgreSQL answers and will not have us: wrong password, no such role or database. The message is one sentence for the operator. */
public final class DatabaseRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public DatabaseRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
