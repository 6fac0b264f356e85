package dev.doubletick.registration.database;

/** The database cannot be reached, or is not one that this release may work with. The message is for the operator. */
public final class DatabaseUnusableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DatabaseUnusableException(String message, Throwable cause) {
        super(message, cause);
    }

    DatabaseUnusableException(String message) {
        super(message);
    }
}
