package dev.doubletick.broker.wakeup;

import dev.doubletick.broker.mailbox.Delivered;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.broker.mailbox.Held;
import dev.doubletick.broker.mailbox.Lease;
import dev.doubletick.broker.mailbox.LeaseHolder;
import dev.doubletick.broker.mailbox.Mailbox;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.broker.mailbox.Position;
import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.MessageIdGenerator;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Remembers over a restart until when everything had been decided: a mark in a mailbox of its own, so that it is as durable as the
 * wake-ups themselves and the same on every engine. What was decided by then is in the push service's mailbox, or was pushed.
 */
final class Marks {

    static final MailboxOwner OWNER = MailboxOwner.service("wake-mark");

    private static final int MAX_MARKS = 100;

    private final Mailbox mailbox;
    private final LeaseHolder holder;
    private final MessageIdGenerator ids;
    private final Clock clock;

    Marks(Mailbox mailbox, LeaseHolder holder, MessageIdGenerator ids, Clock clock) {
        this.mailbox = mailbox;
        this.holder = holder;
        this.ids = ids;
        this.clock = clock;
    }

    /** The newest mark; the beginning of time if there is none. */
    CompletionStage<Instant> newest() {
        return mailbox.attach(OWNER, holder).thenCompose(lease -> all(lease).thenCompose(marks -> mailbox.release(lease)
                .thenApply(released ->
                        marks.stream().map(Marks::time).max(Instant::compareTo).orElse(Instant.EPOCH))));
    }

    /** Everything that was due by now has been decided and stored. */
    CompletionStage<MessageId> put(Instant now) {
        MessageId id = ids.next();
        Entry mark = Entry.builder(OWNER, EntryKind.WAKE_UP, id, clock.instant())
                .idMadeByBroker()
                .payload(ByteBuffer.allocate(Long.BYTES).putLong(0, now.toEpochMilli()))
                .build();
        return mailbox.append(mark).thenApply(stored -> id);
    }

    /** The same, and takes older marks away. */
    CompletionStage<Void> set(Instant now) {
        return put(now).thenCompose(newest -> mailbox.attach(OWNER, holder).thenCompose(lease -> all(lease)
                .thenCompose(marks -> mailbox.acknowledge(lease, allBut(newest, marks)))
                .thenCompose(removed -> mailbox.release(lease))));
    }

    private CompletionStage<List<Held>> all(Lease lease) {
        return more(lease, Optional.empty(), new ArrayList<>());
    }

    private CompletionStage<List<Held>> more(Lease lease, Optional<Position> after, List<Held> found) {
        return mailbox.read(lease, after, MAX_MARKS, Long.MAX_VALUE).thenCompose(batch -> {
            found.addAll(batch.entries());
            return batch.more()
                    ? more(lease, Optional.of(batch.through()), found)
                    : CompletableFuture.completedStage(found);
        });
    }

    private static List<Delivered> allBut(MessageId newest, List<Held> marks) {
        return marks.stream()
                .filter(held -> !held.entry().id().equals(newest))
                .map(held -> new Delivered(held.position(), held.entry().id(), Optional.empty()))
                .toList();
    }

    private static Instant time(Held held) {
        ByteBuffer payload = held.entry().payload();
        return payload.remaining() == Long.BYTES ? Instant.ofEpochMilli(payload.getLong()) : Instant.EPOCH;
    }
}
