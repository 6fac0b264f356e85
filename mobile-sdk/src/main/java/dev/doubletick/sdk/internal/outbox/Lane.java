package dev.doubletick.sdk.internal.outbox;

import dev.doubletick.protocol.Topic;
import dev.doubletick.sdk.internal.connection.Backoff;
import dev.doubletick.sdk.internal.link.Publication;
import dev.doubletick.sdk.internal.thread.Worker.Timer;
import org.jspecify.annotations.Nullable;

/**
 * All that goes to one topic, one after the other: it is the only way to be sure that nothing overtakes a message which the
 * server refuses for the moment. For one thread.
 */
final class Lane {

    private final Topic topic;
    private final Backoff backoff;
    private @Nullable Publication inFlight;
    private @Nullable Timer timer;

    Lane(Topic topic, Backoff backoff) {
        this.topic = topic;
        this.backoff = backoff;
    }

    Topic topic() {
        return topic;
    }

    Backoff backoff() {
        return backoff;
    }

    /** What the server has not answered yet. */
    @Nullable
    Publication inFlight() {
        return inFlight;
    }

    /**
     * @param timer goes off if the answer does not come
     */
    void published(Publication publication, Timer timer) {
        this.inFlight = publication;
        this.timer = timer;
    }

    /** The server answered. */
    void answered() {
        cancelTimer();
        inFlight = null;
    }

    /**
     * @param retry goes off when the lane may try again
     */
    void waitFor(Timer retry) {
        this.timer = retry;
    }

    void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
