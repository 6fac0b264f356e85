package dev.doubletick.registration.verification;

/** The gateway did not take the message. Asking again at once is fine. */
final class CodeNotSentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CodeNotSentException(Throwable cause) {
        super("the gateway did not take the message", cause);
    }
}
