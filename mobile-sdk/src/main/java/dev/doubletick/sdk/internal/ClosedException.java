package dev.doubletick.sdk.internal;

/** The app has closed its Doubletick: for an app an {@link IllegalStateException} as any other. */
public final class ClosedException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    public ClosedException() {
        super("this Doubletick is closed");
    }
}
