package dev.doubletick.sdk;

/** This phone has blocked whom this is for: {@linkplain Contacts#unblock unblock} them first. Nothing was stored. */
public final class BlockedException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    public BlockedException() {
        super("this number is blocked: unblock it first");
    }
}
