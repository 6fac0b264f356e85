package dev.doubletick.sdk;

/** The database holds no account yet: register first. */
public final class NotRegisteredException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    public NotRegisteredException() {
        super("this phone has no account yet: register first");
    }
}
