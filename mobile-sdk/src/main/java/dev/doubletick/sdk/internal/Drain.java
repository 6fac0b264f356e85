package dev.doubletick.sdk.internal;

import dev.doubletick.protocol.MessageId;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.WakeUp;
import dev.doubletick.sdk.internal.thread.Worker.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One wake-up by push, from the app's call to its end. On the worker, but for what came {@linkplain #soFar so far}. */
final class Drain {

    /** What is kept of the time for ending the connection and telling the app. */
    private static final Duration MAX_RESERVE = Duration.ofMillis(250);

    private final MessageId marker;
    private final Consumer<WakeUp> done;
    private final List<Message> messages = Collections.synchronizedList(new ArrayList<>());
    private @Nullable Timer deadline;
    private boolean markerBack;
    private boolean probed;

    /**
     * @param marker an id that no message has
     * @param done hears of the end
     */
    Drain(MessageId marker, Consumer<WakeUp> done) {
        this.marker = marker;
        this.done = done;
    }

    /** How much of the time up to the app's deadline may be used. */
    static Duration time(Duration deadline) {
        Duration share = deadline.dividedBy(20);
        return deadline.minus(share.compareTo(MAX_RESERVE) < 0 ? share : MAX_RESERVE);
    }

    void endBy(Timer timer) {
        deadline = timer;
    }

    MessageId marker() {
        return marker;
    }

    /** Whether all that waited on the server at the time of the call has come. */
    boolean markerBack() {
        return markerBack;
    }

    /** Whether the server is being asked if it has read our last acknowledgements. */
    boolean probed() {
        return probed;
    }

    void probed(boolean asked) {
        probed = asked;
    }

    void arrived(Message message) {
        messages.add(message);
    }

    void returned(List<MessageId> ids) {
        markerBack |= ids.contains(marker);
    }

    /** What has come, and perhaps not all. Safe on any thread. */
    WakeUp soFar() {
        return WakeUp.of(messages, false);
    }

    void end(boolean drained) {
        if (deadline != null) {
            deadline.cancel();
        }
        done.accept(WakeUp.of(messages, drained));
    }
}
