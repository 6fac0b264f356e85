package dev.doubletick.sdk.store;

/** The database was written by a newer version of the SDK. Its file is left as it was found: update the app. */
public final class StoreVersionException extends StoreException {

    private static final long serialVersionUID = 1;

    public StoreVersionException(String message) {
        super(message);
    }
}
