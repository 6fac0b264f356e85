package dev.doubletick.sdk.internal;

import dev.doubletick.protocol.Limits;
import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.MessageIdGenerator;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Topic;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.internal.link.Inbound;
import dev.doubletick.sdk.internal.link.Link;
import dev.doubletick.sdk.internal.timeline.Arrivals;
import dev.doubletick.sdk.internal.timeline.SeenReceipts;
import dev.doubletick.sdk.store.MessageStore;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores what arrives; once that is committed, acknowledges it and tells the app. What makes no sense is logged and
 * acknowledged: it would not make more sense the next time. Runs on the worker.
 */
final class Inbox {

    private static final Logger log = LoggerFactory.getLogger(Inbox.class);

    private final MessageStore store;
    private final MessageIdGenerator ids;
    private final Clock clock;
    private final Arrivals arrivals;
    private final SeenReceipts seen;
    private final Consumer<Message> statuses;
    private final Predicate<PhoneNumber> blocked;

    /**
     * @param statuses hears of each message whose status changed
     * @param blocked whose messages are thrown away: those that were under way when the user blocked them
     */
    Inbox(
            MessageStore store,
            MessageIdGenerator ids,
            Clock clock,
            Arrivals arrivals,
            SeenReceipts seen,
            Consumer<Message> statuses,
            Predicate<PhoneNumber> blocked) {
        this.store = store;
        this.ids = ids;
        this.clock = clock;
        this.arrivals = arrivals;
        this.seen = seen;
        this.statuses = statuses;
        this.blocked = blocked;
    }

    /**
     * @param on where it came from, and is to be acknowledged
     * @param afterCommit takes what has to wait for the commit
     */
    void receive(Link on, Inbound inbound, List<Runnable> afterCommit) {
        acknowledge(on, inbound, afterCommit);
        Optional<Topic> topic = Topic.parse(inbound.topic())
                .filter(parsed -> parsed.owner().equals(on.phone()))
                .filter(parsed -> parsed.sender().isPresent() == parsed.kind().stamped());
        if (!topic.isPresent()) {
            log.warn("ignored a publication on a topic that is not one of this phone's");
            return;
        }
        switch (topic.get().kind()) {
            case MESSAGE:
                topic.get().sender().ifPresent(from -> message(on.phone(), from, inbound, afterCommit));
                return;
            case SEEN:
                topic.get().sender().ifPresent(from -> notify(seen.arrived(from, receipts(inbound)), afterCommit));
                return;
            case DELIVERED:
                notify(store.markDelivered(receipts(inbound), clock.instant()), afterCommit);
                return;
            default:
                log.debug("ignored {}", topic.get());
        }
    }

    /** To be done with everything that has QoS 1, whatever it is: the broker's window is full of what is not acknowledged. */
    static void acknowledge(Link on, Inbound inbound, List<Runnable> afterCommit) {
        if (inbound.packetId() != 0) {
            afterCommit.add(() -> on.acknowledge(inbound.packetId()));
        }
    }

    private void message(PhoneNumber me, PhoneNumber from, Inbound inbound, List<Runnable> afterCommit) {
        MessageId id = inbound.correlation()
                .filter(bytes -> bytes.length == MessageId.LENGTH)
                .map(MessageId::ofBytes)
                .orElseGet(ids::next);
        if (from.equals(me) && store.outgoing(id).isPresent()) {
            // A note to oneself is in the history already, as it was written.
            return;
        }
        Instant now = clock.instant();
        Optional<Message> added = store.addIncoming(id, from, inbound.content(), writtenAt(id, now), now);
        if (blocked.test(from)) {
            // Its key stays, so that it does not come once more after the user has unblocked them.
            added.ifPresent(message -> store.remove(message.key(), now));
        } else {
            added.ifPresent(message -> arrivals.arrived(message, afterCommit));
        }
    }

    /** The time that a UUID of version 7 carries, if it is one that a message on the server now can have. */
    private static Instant writtenAt(MessageId id, Instant now) {
        return id.time()
                .filter(claimed -> !claimed.isAfter(now))
                .filter(claimed -> claimed.isAfter(now.minus(Limits.MAX_MESSAGE_EXPIRY)))
                .orElse(now);
    }

    private static List<MessageId> receipts(Inbound inbound) {
        try {
            return MessageId.listOfBytes(ByteBuffer.wrap(inbound.content().payload()));
        } catch (IllegalArgumentException e) {
            log.warn("ignored a malformed receipt: {}", e.getMessage());
            return Collections.emptyList();
        }
    }

    private void notify(List<Message> changed, List<Runnable> afterCommit) {
        changed.forEach(message -> afterCommit.add(() -> statuses.accept(message)));
    }
}
