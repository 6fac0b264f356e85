package dev.doubletick.broker.routing;

import com.hivemq.extension.sdk.api.packets.publish.PublishPacket;
import dev.doubletick.broker.Completion;
import dev.doubletick.broker.SampledLog;
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
import java.util.function.Supplier;
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
    private final SampledLog refused = SampledLog.few();
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

    /**
     * Completes with a refusal, or with nothing once the entry is safe on disk.
     *
     * @param passage whether it may still pass; asked before it is tried again, because much may have changed by then
     */
    CompletableFuture<Optional<Refusal>> store(
            Topic topic, PublishPacket publish, Supplier<CompletableFuture<Passage>> passage) {
        CompletableFuture<Optional<Refusal>> answer = new CompletableFuture<>();
        tryStore(new Attempt(entry(topic, publish), passage, answer, System.nanoTime() + WITHHOLD.toNanos()));
        return answer;
    }

    private Entry entry(Topic topic, PublishPacket publish) {
        Optional<MessageId> given = publish.getCorrelationData().map(MessageId::ofBytes);
        Entry.Builder entry = Entry.builder(
                        MailboxOwner.of(topic.owner()),
                        topic.kind() == Topic.Kind.SEEN ? EntryKind.SEEN : EntryKind.MESSAGE,
                        given.orElseGet(ids::next),
                        clock.millis())
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

    private record Attempt(
            Entry entry,
            Supplier<CompletableFuture<Passage>> passage,
            CompletableFuture<Optional<Refusal>> answer,
            long deadline) {}

    private void tryStore(Attempt attempt) {
        Completion.of(mailbox.append(attempt.entry()), (result, failure) -> {
            if (failure != null) {
                withhold(attempt, failure);
            } else if (result instanceof AppendResult.Full) {
                attempt.answer().complete(Optional.of(Refusal.MAILBOX_FULL));
            } else if (result instanceof AppendResult.ReceiptsWaiting) {
                attempt.answer().complete(Optional.of(Refusal.RECEIPTS_WAITING));
            } else {
                // The sender's tick first: it is what somebody is waiting for.
                attempt.answer().complete(Optional.empty());
                if (result instanceof AppendResult.Stored stored) {
                    onStored.accept(attempt.entry(), stored);
                }
            }
        });
    }

    private void withhold(Attempt attempt, Throwable failure) {
        int bytes = attempt.entry().payload().remaining() + ENTRY_OVERHEAD_BYTES;
        boolean late = System.nanoTime() + RETRY.toNanos() > attempt.deadline();
        if (late || withheldBytes.addAndGet(bytes) > MAX_WITHHELD_BYTES) {
            if (!late) {
                withheldBytes.addAndGet(-bytes);
            }
            refused.say(more ->
                    log.warn("refused a message for {}: {}{}", attempt.entry().owner(), failure.toString(), more));
            attempt.answer().complete(Optional.of(Refusal.NOT_STORED));
            return;
        }
        CompletableFuture.delayedExecutor(RETRY.toMillis(), TimeUnit.MILLISECONDS, executor)
                .execute(() -> {
                    withheldBytes.addAndGet(-bytes);
                    tryAgain(attempt);
                });
    }

    private void tryAgain(Attempt attempt) {
        Completion.of(attempt.passage().get(), (passage, failure) -> {
            if (failure != null) {
                withhold(attempt, failure);
            } else if (passage.dropped() || passage.refusal().isPresent()) {
                attempt.answer().complete(passage.refusal());
            } else {
                tryStore(attempt);
            }
        });
    }
}
