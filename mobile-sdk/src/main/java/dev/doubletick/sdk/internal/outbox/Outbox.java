package dev.doubletick.sdk.internal.outbox;

import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Topic;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.internal.connection.Backoff;
import dev.doubletick.sdk.internal.link.Answer;
import dev.doubletick.sdk.internal.link.Link;
import dev.doubletick.sdk.internal.link.LinkException;
import dev.doubletick.sdk.internal.link.Publication;
import dev.doubletick.sdk.internal.thread.Worker;
import dev.doubletick.sdk.internal.thread.Worker.Timer;
import dev.doubletick.sdk.store.MessageStore;
import dev.doubletick.sdk.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what the store holds as queued: messages, and seen receipts. The store is the queue; here is only which
 * recipients have something waiting, and what is under way on the present link.
 *
 * <p>Per recipient one publication is under way at a time, so messages to one arrive in order, whatever is refused or lost;
 * different recipients go side by side, as many as the broker allows. Runs on the worker.
 */
public final class Outbox {

    private static final Logger log = LoggerFactory.getLogger(Outbox.class);

    /** 4 KiB of ids in one receipt: enough for a long chat, far below the limit of a payload. */
    private static final int MAX_RECEIPTS = 256;

    private final MessageStore store;
    private final Worker worker;
    private final Clock clock;
    private final Duration answerTimeout;
    private final Supplier<Backoff> backoffs;
    private final Consumer<Message> statuses;
    private final Consumer<Exception> broken;
    private final Map<Topic, Lane> lanes = new HashMap<>();
    private final Set<MessageId> markers = new LinkedHashSet<>();
    private final Queue<Lane> ready = new ArrayDeque<>();
    private @Nullable Link link;
    private int window;
    private int inFlight;

    /**
     * @param answerTimeout a link on which the server does not answer for so long is given up
     * @param statuses hears of each message whose status changed
     * @param broken hears when there is no point in going on with this link: the server does not answer, or the store fails
     */
    public Outbox(
            MessageStore store,
            Worker worker,
            Clock clock,
            Duration answerTimeout,
            Supplier<Backoff> backoffs,
            Consumer<Message> statuses,
            Consumer<Exception> broken) {
        this.store = store;
        this.worker = worker;
        this.clock = clock;
        this.answerTimeout = answerTimeout;
        this.backoffs = backoffs;
        this.statuses = statuses;
        this.broken = broken;
    }

    /**
     * Publishes everything that waits, from the start: what was under way on an earlier link may or may not have arrived.
     *
     * @param window how many publications may be under way at once
     */
    public void connected(Link link, int window) {
        disconnected();
        this.link = link;
        this.window = window;
        try {
            store.queuedRecipients().forEach(to -> wake(Topic.of(Topic.Kind.MESSAGE, to)));
            store.receiptRecipients().forEach(to -> wake(Topic.of(Topic.Kind.SEEN, to)));
        } catch (StoreException e) {
            broken.accept(e);
            return;
        }
        pump();
    }

    /** Stops publishing. What is stored stays so. */
    public void disconnected() {
        link = null;
        inFlight = 0;
        markers.clear();
        lanes.values().forEach(Lane::cancelTimer);
        lanes.clear();
        ready.clear();
    }

    /** A message to this phone was stored. */
    public void messageAdded(PhoneNumber to) {
        added(Topic.of(Topic.Kind.MESSAGE, to));
    }

    /** Seen receipts for this phone were stored. */
    public void receiptsAdded(PhoneNumber to) {
        added(Topic.of(Topic.Kind.SEEN, to));
    }

    /**
     * Sends this phone itself a seen receipt for a message that does not exist. It goes through the mailbox as everything does,
     * so when it arrives, all that was there before it has arrived. On the present link only.
     */
    public void addMarker(MessageId marker) {
        if (link != null) {
            markers.add(marker);
            added(Topic.of(Topic.Kind.SEEN, link.phone()));
        }
    }

    /** Whether nothing is under way, nor could be: what there is waits for its time to be tried again. */
    public boolean idle() {
        return inFlight == 0 && ready.isEmpty();
    }

    private void added(Topic topic) {
        if (link != null) {
            wake(topic);
            pump();
        }
    }

    private void wake(Topic topic) {
        if (!lanes.containsKey(topic)) {
            Lane lane = new Lane(topic, backoffs.get());
            lanes.put(topic, lane);
            ready.add(lane);
        }
    }

    /**
     * Stores what the server answered; the rest happens after the commit.
     *
     * @param on where the answer came from, perhaps a link of the past
     * @param afterCommit takes what has to wait for the commit
     */
    public void answered(Link on, Publication publication, Answer answer, List<Runnable> afterCommit) {
        Verdict verdict = Verdict.of(answer);
        if (publication.topic().kind() == Topic.Kind.MESSAGE) {
            MessageId id = publication.ids().get(0);
            Optional<Message> changed = verdict.accepted()
                    ? store.markSent(id, clock.instant())
                    : verdict.failure().flatMap(failure -> store.markFailed(id, failure));
            changed.ifPresent(message -> afterCommit.add(() -> statuses.accept(message)));
        } else if (!verdict.passing()) {
            store.removeReceipts(publication.topic().owner(), publication.ids());
        }
        if (!verdict.accepted()) {
            log.info("the server refused a publication to {}: {}", publication.topic(), answer);
        }
        afterCommit.add(() -> settle(on, publication, verdict));
    }

    private void settle(Link on, Publication publication, Verdict verdict) {
        Lane lane = lanes.get(publication.topic());
        if (on != link || lane == null || lane.inFlight() != publication) {
            return;
        }
        lane.answered();
        inFlight--;
        if (verdict.passing()) {
            lane.waitFor(worker.schedule(() -> retry(lane), lane.backoff().next()));
        } else {
            lane.backoff().reset();
            markers.removeAll(publication.ids());
            ready.add(lane);
        }
        pump();
    }

    private void retry(Lane lane) {
        if (lanes.get(lane.topic()) == lane) {
            ready.add(lane);
            pump();
        }
    }

    private void pump() {
        while (link != null && inFlight < window) {
            Lane lane = ready.poll();
            if (lane == null) {
                return;
            }
            try {
                Optional<Publication> next = next(link, lane.topic());
                if (next.isPresent()) {
                    publish(link, lane, next.get());
                } else {
                    lanes.remove(lane.topic());
                }
            } catch (StoreException e) {
                broken.accept(e);
                return;
            }
        }
    }

    private Optional<Publication> next(Link on, Topic topic) {
        if (topic.kind() == Topic.Kind.MESSAGE) {
            return store.firstQueued(topic.owner()).map(Publication::message);
        }
        if (topic.owner().equals(on.phone()) && !markers.isEmpty()) {
            return Optional.of(Publication.receipts(topic, List.copyOf(markers)));
        }
        List<MessageId> ids = store.pendingReceipts(topic.owner(), MAX_RECEIPTS);
        return ids.isEmpty() ? Optional.empty() : Optional.of(Publication.receipts(topic, ids));
    }

    private void publish(Link on, Lane lane, Publication publication) {
        Timer answerTimer =
                worker.schedule(() -> broken.accept(LinkException.broken("the server does not answer")), answerTimeout);
        lane.published(publication, answerTimer);
        inFlight++;
        on.publish(publication);
    }
}
