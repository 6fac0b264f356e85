package dev.doubletick.broker.mailbox;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One recipient's mailbox in a {@link DistantMailbox}; touched only where the recipient lives. */
final class DistantBox {

    /** A position that is not a number. */
    record Mark(String text) implements Position {
        @Override
        public int compareTo(Position other) {
            return text.compareTo(((Mark) other).text);
        }
    }

    record Grant(MailboxOwner owner, long epoch, LeaseHolder holder, CompletableFuture<Void> lost) implements Lease {}

    final NavigableMap<Mark, Entry> entries = new TreeMap<>();
    long last;
    long epoch;

    @Nullable
    Grant lease;

    /** Other places look at it too, to know how many receipts a sender has not taken. */
    volatile Depth held = Depth.EMPTY;

    Mark add(Entry entry, int gap) {
        last += gap;
        Mark mark = new Mark("%016x-x".formatted(last));
        entries.put(mark, entry);
        held = held.plus(entry.kind(), EntryCodec.encodedSize(entry));
        return mark;
    }

    void remove(Mark mark) {
        Entry entry = entries.remove(mark);
        if (entry != null) {
            held = held.minus(entry.kind(), EntryCodec.encodedSize(entry));
        }
    }

    void prune(Instant now) {
        List<Mark> expired = entries.entrySet().stream()
                .filter(e -> e.getValue().expired(now))
                .map(Map.Entry::getKey)
                .toList();
        expired.forEach(this::remove);
    }

    Optional<WaitingMail> waiting(MailboxOwner owner, Instant now) {
        prune(now);
        return entries.values().stream()
                .filter(e -> !owner.isService() && e.kind() == EntryKind.MESSAGE && !e.silent())
                .map(e -> new WaitingMail(
                        owner, Instant.ofEpochMilli(e.acceptedAt()), Instant.ofEpochMilli(e.expiresAt())))
                .reduce(WaitingMail::and);
    }

    boolean holdsSame(Entry entry) {
        return entries.values().stream()
                .anyMatch(e -> e.id().equals(entry.id()) && e.sender().equals(entry.sender()));
    }

    boolean holds(Delivered delivered) {
        Entry entry = entries.get((Mark) delivered.position());
        return entry != null && entry.id().equals(delivered.id());
    }

    void requireCurrent(Lease given) {
        if (lease != given) {
            throw new FencedException(given);
        }
    }
}
