package dev.doubletick.registration.verification.sender;

/**
 * A gateway works, but does not want this message: the number is not one that it can reach, say. Another one may. The text goes to
 * the log, so it holds neither the code nor the phone number.
 */
public final class MessageRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param message what the gateway answered, as far as it is a number or a word of ours */
    public MessageRefusedException(String message) {
        super(message);
    }
}
