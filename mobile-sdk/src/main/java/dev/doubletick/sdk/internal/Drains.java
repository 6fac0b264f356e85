package dev.doubletick.sdk.internal;

import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.Topic;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.internal.connection.Connector;
import dev.doubletick.sdk.internal.link.Inbound;
import dev.doubletick.sdk.internal.link.Link;
import dev.doubletick.sdk.internal.outbox.Outbox;
import dev.doubletick.sdk.internal.thread.Worker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The wake-ups by push that are under way. Each sends a marker through this phone's own mailbox, which is first in, first out:
 * when the marker is back, everything has come that was there when the app called. Then what there is to send leaves, and at
 * last the server is asked whether it has read all acknowledgements. Runs on the worker.
 */
final class Drains {

    private final Worker worker;
    private final Outbox outbox;
    private final Connector connector;
    private final Runnable allEnded;
    private final List<Drain> drains = new ArrayList<>();

    /**
     * @param allEnded none is under way any more
     */
    Drains(Worker worker, Outbox outbox, Connector connector, Runnable allEnded) {
        this.worker = worker;
        this.outbox = outbox;
        this.connector = connector;
        this.allEnded = allEnded;
    }

    boolean isEmpty() {
        return drains.isEmpty();
    }

    /**
     * @param left after that time it ends in any case
     */
    void add(Drain drain, Duration left) {
        drain.endBy(worker.schedule(() -> end(candidate -> candidate == drain, false), left));
        drains.add(drain);
        outbox.addMarker(drain.marker());
    }

    /** There is a new link: what was said and asked on the one before counts no more, what has come does. */
    void connected() {
        for (Drain drain : drains) {
            drain.probed(false);
            if (!drain.markerBack()) {
                outbox.addMarker(drain.marker());
            }
        }
        check();
    }

    void arrived(Message message) {
        drains.forEach(drain -> drain.arrived(message));
    }

    /** Looks whether a marker is back; that counts after the commit of all that came before it. */
    void received(Link on, Inbound inbound, List<Runnable> afterCommit) {
        if (drains.isEmpty()) {
            return;
        }
        Optional<Topic> own = Topic.parse(inbound.topic())
                .filter(topic -> topic.kind() == Topic.Kind.SEEN)
                .filter(topic -> topic.owner().equals(on.phone()))
                .filter(topic -> topic.sender().equals(Optional.of(on.phone())));
        byte[] payload = inbound.content().payload();
        if (own.isPresent() && payload.length > 0 && payload.length % MessageId.LENGTH == 0) {
            List<MessageId> ids = MessageId.listOfBytes(ByteBuffer.wrap(payload));
            afterCommit.add(() -> drains.forEach(drain -> drain.returned(ids)));
        }
    }

    /** Something was received, or answered: whoever waits for that may go on. */
    void check() {
        boolean asking = false;
        for (Drain drain : drains) {
            if (drain.markerBack() && !drain.probed() && outbox.idle()) {
                drain.probed(true);
                asking = true;
            }
        }
        if (asking) {
            connector.probe();
        }
    }

    /** The server has read all that it was sent before it was asked. */
    void probed() {
        end(Drain::probed, true);
    }

    /** There is no point in waiting: no connection will come about. */
    void giveUp() {
        end(drain -> true, false);
    }

    private void end(Predicate<Drain> which, boolean drained) {
        List<Drain> ended = new ArrayList<>();
        drains.removeIf(drain -> which.test(drain) && ended.add(drain));
        if (!ended.isEmpty() && drains.isEmpty()) {
            allEnded.run();
        }
        ended.forEach(drain -> drain.end(drained));
    }
}
