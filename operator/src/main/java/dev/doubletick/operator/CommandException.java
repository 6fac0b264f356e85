package dev.doubletick.operator;

/** A command cannot do what it was asked for. The message is the one line that is printed. */
public final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CommandException(String message) {
        super(message);
    }

    CommandException(String message, Throwable cause) {
        super(message, cause);
    }
}
