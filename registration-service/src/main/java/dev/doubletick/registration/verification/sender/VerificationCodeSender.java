package dev.doubletick.registration.verification.sender;

import java.util.concurrent.CompletableFuture;

/**
 * Brings a verification code to a phone. One instance serves all requests, from many threads at once.
 *
 * <p>It must not block: the answer comes through the future, on any thread. The service gives up on a future that takes
 * too long, and ignores how it ends later.
 */
public interface VerificationCodeSender extends AutoCloseable {

    /** Whether it can bring codes this way. Texts only, unless a sender says otherwise. */
    default boolean serves(Channel channel) {
        return channel == Channel.SMS;
    }

    /**
     * Sends one message, of a channel that it serves.
     *
     * @return completes when the gateway has taken the message, which does not yet mean that the phone has it; completes
     *     exceptionally if it was not taken. The exception's text goes to the log, so it holds neither the code nor the
     *     phone number.
     */
    CompletableFuture<Void> send(VerificationMessage message);

    /** Lets go of connections and threads, where it has any. */
    @Override
    default void close() {}
}
