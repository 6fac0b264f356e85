package dev.doubletick.broker.forwarding;

import dev.doubletick.broker.mailbox.Acknowledged;
import dev.doubletick.broker.mailbox.AppendResult;
import dev.doubletick.broker.mailbox.Delivered;
import dev.doubletick.broker.mailbox.Depth;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.broker.mailbox.FencedException;
import dev.doubletick.broker.mailbox.Held;
import dev.doubletick.broker.mailbox.Lease;
import dev.doubletick.broker.mailbox.LeaseHolder;
import dev.doubletick.broker.mailbox.Mailbox;
import dev.doubletick.broker.mailbox.MailboxHealth;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.broker.mailbox.MailboxStats;
import dev.doubletick.broker.mailbox.Position;
import dev.doubletick.broker.mailbox.ReadBatch;
import dev.doubletick.broker.mailbox.WaitingMail;
import dev.doubletick.broker.mailbox.WakeListener;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Mailboxes in memory that answer before anybody can wait for the answer, which no engine with a disk does often. For one thread. */
final class MemoryMailbox implements Mailbox {

    record At(long n) implements Position {
        @Override
        public int compareTo(Position other) {
            return Long.compare(n, ((At) other).n);
        }
    }

    private record Grant(
            MemoryMailbox mailbox, MailboxOwner owner, long epoch, LeaseHolder holder, CompletableFuture<Void> lost)
            implements Lease {
        @Override
        public boolean mayHoldAfter(Position position) {
            return mailbox.last(owner).compareTo(position) > 0;
        }
    }

    private final Map<MailboxOwner, NavigableMap<At, Entry>> boxes = new HashMap<>();
    private final Map<MailboxOwner, At> lasts = new HashMap<>();
    private final Map<MailboxOwner, Grant> leases = new HashMap<>();
    private final List<List<Delivered>> acknowledged = new ArrayList<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private boolean answering = true;
    private int reads;

    /** How often anything was read. */
    int reads() {
        return reads;
    }

    /** What each call has acknowledged. */
    List<List<Delivered>> acknowledged() {
        return acknowledged;
    }

    /** Whether acknowledgements are carried out now, or once it is true again; so is the news of a lost lease. */
    void answering(boolean now) {
        answering = now;
        while (answering && !waiting.isEmpty()) {
            waiting.remove(0).run();
        }
    }

    private void run(Runnable task) {
        waiting.add(task);
        answering(answering);
    }

    List<Entry> held(MailboxOwner owner) {
        return List.copyOf(box(owner).values());
    }

    private NavigableMap<At, Entry> box(MailboxOwner owner) {
        return boxes.computeIfAbsent(owner, o -> new TreeMap<>());
    }

    private At last(MailboxOwner owner) {
        return lasts.getOrDefault(owner, new At(0));
    }

    /** Appends, and answers how an engine that knows the previous position would. */
    AppendResult.Stored add(Entry entry) {
        At previous = last(entry.owner());
        At at = new At(previous.n() + 1);
        lasts.put(entry.owner(), at);
        box(entry.owner()).put(at, entry);
        return new AppendResult.Stored(at, Optional.of(previous));
    }

    @Override
    public CompletionStage<AppendResult> append(Entry entry) {
        return CompletableFuture.completedFuture(add(entry));
    }

    @Override
    public CompletionStage<Lease> attach(MailboxOwner owner, LeaseHolder holder) {
        Grant before = leases.get(owner);
        Grant lease =
                new Grant(this, owner, before == null ? 1 : before.epoch() + 1, holder, new CompletableFuture<>());
        leases.put(owner, lease);
        if (before != null) {
            run(() -> before.lost().complete(null));
        }
        return CompletableFuture.completedFuture(lease);
    }

    @Override
    public CompletionStage<Void> release(Lease lease) {
        return CompletableFuture.completedFuture(null);
    }

    private boolean fenced(Lease lease) {
        return leases.get(lease.owner()) != lease;
    }

    @Override
    public CompletionStage<ReadBatch> read(Lease lease, Optional<Position> after, int maxEntries, long maxBytes) {
        reads++;
        if (fenced(lease)) {
            return CompletableFuture.failedFuture(new FencedException(lease));
        }
        NavigableMap<At, Entry> behind =
                box(lease.owner()).tailMap(after.map(At.class::cast).orElse(new At(0)), false);
        List<Held> found = behind.entrySet().stream()
                .limit(maxEntries)
                .map(e -> new Held(e.getKey(), e.getValue()))
                .toList();
        boolean more = found.size() < behind.size();
        Position through = more ? found.get(found.size() - 1).position() : last(lease.owner());
        return CompletableFuture.completedFuture(new ReadBatch(found, through, more));
    }

    @Override
    public CompletionStage<Acknowledged> acknowledge(Lease lease, List<Delivered> delivered) {
        CompletableFuture<Acknowledged> answer = new CompletableFuture<>();
        run(() -> {
            if (fenced(lease)) {
                answer.completeExceptionally(new FencedException(lease));
            } else {
                answer.complete(acknowledged(lease, delivered));
            }
        });
        return answer;
    }

    private Acknowledged acknowledged(Lease lease, List<Delivered> delivered) {
        acknowledged.add(delivered);
        List<Acknowledged.Receipt> receipts = new ArrayList<>();
        for (Delivered one : delivered) {
            if (box(lease.owner()).remove((At) one.position()) != null
                    && one.receiptTo().isPresent()) {
                Entry receipt = Entry.builder(one.receiptTo().get(), EntryKind.DELIVERED, one.id(), Instant.EPOCH)
                        .payload(ByteBuffer.wrap(one.id().toBytes()))
                        .build();
                AppendResult.Stored stored = add(receipt);
                receipts.add(new Acknowledged.Receipt(receipt, stored.position(), stored.previous()));
            }
        }
        return new Acknowledged(delivered.size(), receipts);
    }

    @Override
    public CompletionStage<Depth> delete(MailboxOwner owner) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Depth> depth(MailboxOwner owner) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Optional<WaitingMail>> waiting(MailboxOwner owner) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> survey(Consumer<WaitingMail> found) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<MailboxStats> stats() {
        throw new UnsupportedOperationException();
    }

    @Override
    public MailboxHealth health() {
        return new MailboxHealth(MailboxHealth.State.AVAILABLE, "in memory");
    }

    @Override
    public WakeRegistration wakeSignals(WakeListener listener) {
        return () -> {};
    }

    @Override
    public void close() {}
}
