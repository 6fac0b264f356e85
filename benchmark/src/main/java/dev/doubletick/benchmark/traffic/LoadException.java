package dev.doubletick.benchmark.traffic;

import java.io.Serial;
import java.util.concurrent.ExecutionException;

/** The load could not be put on: nothing was measured. The message is for the person at the command line. */
public final class LoadException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public LoadException(String message) {
        super(message);
    }

    public LoadException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What made a future fail, as the message. */
    public static LoadException because(ExecutionException failure, String addition) {
        Throwable cause = failure.getCause();
        return new LoadException((cause == null ? failure : cause).getMessage() + addition, failure);
    }
}
