package dev.doubletick.sdk.store;

/** The database is damaged, or is no database at all. Its file is left as it was found. */
public final class StoreCorruptedException extends StoreException {

    private static final long serialVersionUID = 1;

    public StoreCorruptedException(String message) {
        super(message);
    }

    public StoreCorruptedException(String message, Throwable cause) {
        super(message, cause);
    }
}
