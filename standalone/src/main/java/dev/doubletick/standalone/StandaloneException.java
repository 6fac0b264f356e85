package dev.doubletick.standalone;

import dev.doubletick.registration.database.DatabaseUnusableException;
import dev.doubletick.registration.http.PortUnavailableException;
import dev.doubletick.standalone.broker.BrokerStartException;
import dev.doubletick.standalone.postgres.PostgresStartException;

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

    /** What to say of something that did not start, or the fault itself if it is nobody's doing. */
    static RuntimeException refusal(RuntimeException e) {
        if (e instanceof DatabaseUnusableException || e instanceof PortUnavailableException) {
            return new StandaloneException(String.valueOf(e.getMessage()), e);
        }
        if (e instanceof PostgresStartException || e instanceof BrokerStartException) {
            return new StandaloneException("Doubletick did not start: " + e.getMessage() + ".", e);
        }
        return e;
    }
}
