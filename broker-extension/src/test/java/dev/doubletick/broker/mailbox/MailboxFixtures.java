package dev.doubletick.broker.mailbox;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** What tests of mailboxes share: addresses, entries, and waiting. */
public final class MailboxFixtures {

    public static final MailboxOwner ALICE = MailboxOwner.of(PhoneNumber.ofDigits("4915100000001"));
    public static final MailboxOwner BOB = MailboxOwner.of(PhoneNumber.ofDigits("4915100000002"));
    public static final LeaseHolder HOLDER = new LeaseHolder("broker-1", "connection-1");

    private MailboxFixtures() {}

    public static MailboxOwner phone(int n) {
        return MailboxOwner.of(PhoneNumber.ofDigits("49151" + (10_000_000 + n)));
    }

    /** The n-th id of a series. */
    public static MessageId id(long series, long n) {
        return MessageId.of(new UUID(series, n));
    }

    public static Entry message(MailboxOwner to, MailboxOwner from, MessageId id, String text, Instant now) {
        return Entry.builder(to, EntryKind.MESSAGE, id, now)
                .sender(from)
                .payload(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)))
                .build();
    }

    public static String text(Entry entry) {
        return StandardCharsets.UTF_8.decode(entry.payload()).toString();
    }

    /** Waits for a stage, and throws what it failed with. */
    public static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(30, SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new CompletionException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("the mailbox did not answer", e);
        }
    }

    /** Reads everything that is there. */
    public static List<Held> readAll(Mailbox mailbox, Lease lease) {
        List<Held> all = new ArrayList<>();
        Optional<Position> after = Optional.empty();
        while (true) {
            ReadBatch batch = get(mailbox.read(lease, after, 1000, 1 << 20));
            all.addAll(batch.entries());
            after = Optional.of(batch.through());
            if (!batch.more()) {
                return all;
            }
        }
    }

    /** The phone's acknowledgement of what was read, with a receipt for the sender. */
    public static Delivered delivered(Held held) {
        Optional<MailboxOwner> receiptTo =
                held.entry().correlated() ? held.entry().sender() : Optional.empty();
        return new Delivered(held.position(), held.entry().id(), receiptTo);
    }

    /** The ids that the receipts among these entries carry. */
    public static List<MessageId> receiptIds(List<Held> held) {
        return held.stream()
                .filter(h -> h.entry().kind() == EntryKind.DELIVERED)
                .flatMap(h -> MessageId.listOfBytes(h.entry().payload()).stream())
                .toList();
    }
}
