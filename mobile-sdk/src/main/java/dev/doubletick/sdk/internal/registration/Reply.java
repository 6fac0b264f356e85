package dev.doubletick.sdk.internal.registration;

/** Takes what comes of a request, on a thread of the HTTP client's: one of the two, once. */
public interface Reply<T> {

    /** The service did as it was asked. */
    void answered(T value);

    /**
     * It did not.
     *
     * @param cause a {@link dev.doubletick.sdk.ProblemException} if the service refused, an {@link java.io.IOException} if it
     *     could not be reached or made no sense
     */
    void failed(Exception cause);
}
