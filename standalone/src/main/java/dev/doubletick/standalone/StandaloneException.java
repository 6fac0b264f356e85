package dev.doubletick.standalone;

/** The stack cannot start. The message is one sentence for whoever started it. */
public final class StandaloneException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message one sentence */
    public StandaloneException(String message) {
        super(message);
    }

    /** @param message one sentence */
    public StandaloneException(String message, Throwable cause) {
        super(message, cause);
    }
}
