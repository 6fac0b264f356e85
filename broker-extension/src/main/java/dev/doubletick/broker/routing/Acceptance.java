package dev.doubletick.broker.routing;

import com.hivemq.extension.sdk.api.packets.publish.PublishPacket;
import dev.doubletick.broker.Completion;
import dev.doubletick.broker.mailbox.AppendResult;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.broker.mailbox.Mailbox;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.protocol.Limits;
import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.MessageIdGenerator;
import dev.doubletick.protocol.Topic;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts an accepted PUBLISH into the recipient's mailbox. While the mailbox is unavailable, or does not know whether it has stored
 * something, the sender's PUBACK is withheld and the same entry is tried again, for a while and within a bounded amount of memory;
 * a hiccup of the storage then costs time and not a refusal.
 */
public final class Acceptance {

    private static final Logger log = LoggerFactory.getLogger(Acceptance.class);
    private static final Duration RETRY = Duration.ofMillis(250);
    /** The last attempt comes after ten seconds, not before. */
    private static final Duration WITHHOLD = Duration.ofSeconds(10).plus(RETRY);

    private static final long MAX_WITHHELD_BYTES = 64L << 20;
    /** What a withheld entry costs beside its payload, roughly. */
    private static final int ENTRY_OVERHEAD_BYTES = 512;

    private final Mailbox mailbox;
    private final BiConsumer<Entry, AppendResult.Stored> onStored;
    private final MessageIdGenerator ids;
    private final Clock clock;
    private final Executor executor;
    private final AtomicLong withheldBytes = new AtomicLong();

    /**
     * @param onStored told of every entry that was stored, on a thread of the mailbox, after the sender's answer is known
     * @param executor runs what is tried again
     */
    public Acceptance(
            Mailbox mailbox,
            BiConsumer<Entry, AppendResult.Stored> onStored,
            MessageIdGenerator ids,
            Clock clock,
            Executor executor) {
        this.mailbox = mailbox;
        this.onStored = onStored;
        this.ids = ids;
        this.clock = clock;
        this.executor = executor;
    }

    /** Completes with a refusal, or with nothing once the entry is safe on disk. */
    CompletableFuture<Optional<Refusal>> store(Topic topic, PublishPacket publish) {
        CompletableFuture<Optional<Refusal>> answer = new CompletableFuture<>();
        tryStore(entry(topic, publish), answer, System.nanoTime() + WITHHOLD.toNanos());
        return answer;
    }

    private Entry entry(Topic topic, PublishPacket publish) {
        Optional<MessageId> given = publish.getCorrelationData().map(MessageId::ofBytes);
        Entry.Builder entry = Entry.builder(
                        MailboxOwner.of(topic.owner()),
                        topic.kind() == Topic.Kind.SEEN ? EntryKind.SEEN : EntryKind.MESSAGE,
                        given.orElseGet(ids::next),
                        clock.instant())
                .sender(MailboxOwner.of(topic.sender().orElseThrow()))
                .contentType(publish.getContentType())
                .payload(publish.getPayload().orElseGet(() -> ByteBuffer.allocate(0)))
                .silent(publish.getUserProperties()
                        .getFirst(Limits.SILENT_PROPERTY)
                        .filter("1"::equals)
                        .isPresent());
        publish.getMessageExpiryInterval()
                .filter(seconds -> seconds < Limits.MAX_MESSAGE_EXPIRY.toSeconds())
                .ifPresent(seconds -> entry.expiresAfter(Duration.ofSeconds(seconds)));
        return given.isPresent() ? entry.build() : entry.idMadeByBroker().build();
    }

    private void tryStore(Entry entry, CompletableFuture<Optional<Refusal>> answer, long deadline) {
        Completion.of(mailbox.append(entry), (result, failure) -> {
            if (failure != null) {
                withhold(entry, answer, deadline, failure);
            } else if (result instanceof AppendResult.Full) {
                answer.complete(Optional.of(Refusal.MAILBOX_FULL));
            } else {
                // The sender's tick first: it is what somebody is waiting for.
                answer.complete(Optional.empty());
                if (result instanceof AppendResult.Stored stored) {
                    onStored.accept(entry, stored);
                }
            }
        });
    }

    private void withhold(Entry entry, CompletableFuture<Optional<Refusal>> answer, long deadline, Throwable failure) {
        int bytes = entry.payload().remaining() + ENTRY_OVERHEAD_BYTES;
        boolean late = System.nanoTime() + RETRY.toNanos() > deadline;
        if (late || withheldBytes.addAndGet(bytes) > MAX_WITHHELD_BYTES) {
            if (!late) {
                withheldBytes.addAndGet(-bytes);
            }
            log.warn("refused a message for {}: {}", entry.owner(), failure.toString());
            answer.complete(Optional.of(Refusal.NOT_STORED));
            return;
        }
        CompletableFuture.delayedExecutor(RETRY.toMillis(), TimeUnit.MILLISECONDS, executor)
                .execute(() -> {
                    withheldBytes.addAndGet(-bytes);
                    tryStore(entry, answer, deadline);
                });
    }
}
