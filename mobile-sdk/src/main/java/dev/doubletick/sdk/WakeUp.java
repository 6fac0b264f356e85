package dev.doubletick.sdk;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What a wake-up by push has brought: the result of {@link Doubletick#onPush}. An immutable value. */
public final class WakeUp {

    private final List<Message> messages;
    private final boolean drained;

    private WakeUp(List<Message> messages, boolean drained) {
        this.messages = messages;
        this.drained = drained;
    }

    public static WakeUp of(List<Message> messages, boolean drained) {
        return new WakeUp(Collections.unmodifiableList(new ArrayList<>(messages)), drained);
    }

    /**
     * The messages that arrived in that time, in the order of their arrival: what to show a notification for. The listener has
     * been told of each of them, too.
     */
    public List<Message> messages() {
        return messages;
    }

    /**
     * Whether everything came that waited on the server when the app called, and the server knows that it did. If not, the time
     * was too short, the network too bad, or {@linkplain ConnectionState#isFinal() no connection to be had}; what is missing
     * comes with the next connection.
     */
    public boolean drained() {
        return drained;
    }

    @Override
    public String toString() {
        return messages.size() + " messages" + (drained ? "" : ", perhaps not all");
    }
}
