package dev.doubletick.sample;

/** A step of the demo did not go as promised; the message says which. */
final class StoryFailedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    StoryFailedException(String message) {
        super(message);
    }

    StoryFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
