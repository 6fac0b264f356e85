package dev.doubletick.standalone.postgres;

/** PostgreSQL did not start. The message says why, without a full stop. */
public final class PostgresStartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PostgresStartException(String message) {
        super(message);
    }

    PostgresStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
