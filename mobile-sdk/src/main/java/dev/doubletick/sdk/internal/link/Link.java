package dev.doubletick.sdk.internal.link;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Topic;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One connection to a broker, from the attempt to its end. It is never used again: the next connection is another link. Safe
 * on any thread; no method blocks. On a link that is not connected, publications and acknowledgements come to nothing.
 */
public interface Link {

    /** Whose connection it is. */
    PhoneNumber phone();

    /** Starts the attempt. Its outcome comes to {@link LinkEvents}. */
    void connect();

    /** Publishes with QoS 1. The server's answer comes to {@link LinkEvents#answered}. */
    void publish(Publication publication);

    /** Acknowledges what came with this packet id on this link. */
    void acknowledge(int packetId);

    /** Publishes with QoS 0. {@code sent} runs when it has left, on a thread of the link's; one at a time, please. */
    void tell(Topic topic, byte[] payload, Runnable sent);

    /** Subscribes with QoS 0. The server's answer comes on a thread of the link's. */
    void subscribe(Topic topic, Consumer<Answer> answered);

    /** Unsubscribes. Nobody waits for the answer. */
    void unsubscribe(Topic topic);

    /**
     * Asks the broker whether it is still there. Its answer comes to {@link LinkEvents#probed}: by then it has read whatever was
     * published and acknowledged before. If none comes for a while, the link is lost.
     */
    void probe();

    /**
     * Ends the link, whatever its state, and lets go of its threads and its socket. May be called repeatedly.
     *
     * @return when that is done
     */
    CompletableFuture<Void> close();
}
