package dev.doubletick.sdk.internal;

import dev.doubletick.protocol.MessageId;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.WakeUp;
import dev.doubletick.sdk.internal.thread.Worker.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One wake-up by push, from the app's call to its end. On the worker. */
final class Drain {

    private final MessageId marker;
    private final Timer deadline;
    private final Consumer<WakeUp> done;
    private final List<Message> messages = new ArrayList<>();
    private boolean markerBack;
    private boolean probed;

    Drain(MessageId marker, Timer deadline, Consumer<WakeUp> done) {
        this.marker = marker;
        this.deadline = deadline;
        this.done = done;
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

    void end(boolean drained) {
        deadline.cancel();
        done.accept(WakeUp.of(messages, drained));
    }
}
