package dev.doubletick.sdk.store;

/** The database could not do what was asked: the disk is full, the file is in use by another process, or the like. */
public class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
