package dev.doubletick.broker.mailbox;

import dev.doubletick.broker.mailbox.DistantBox.Grant;
import dev.doubletick.broker.mailbox.DistantBox.Mark;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A mailbox as a replicated engine far away would be: each recipient in a place of its own, answers late and out of order
 * across recipients, positions that are not numbers, receipts before removals and repeated after a failure, previous positions
 * unknown, wake signals lost and made up. It shows that the contract, and whoever builds on it, assumes nothing local.
 */
public final class DistantMailbox implements Mailbox {

    /** What survives a restart. */
    public static final class Cluster {
        private final Map<MailboxOwner, DistantBox> boxes = new ConcurrentHashMap<>();
        private final List<WakeListener> listeners = new CopyOnWriteArrayList<>();
        private volatile boolean away;
        private volatile boolean mute;

        /** Loses all wake signals, or some again. */
        public void mute(boolean now) {
            mute = now;
        }

        /** Cuts everybody off, or lets them in again. */
        public void away(boolean now) {
            boolean back = away && !now;
            away = now;
            if (back) {
                listeners.forEach(WakeListener::resync);
            }
        }
    }

    private final Cluster cluster;
    private final MailboxLimits limits;
    private final Clock clock;
    private final RandomGenerator random;
    private final double failures;
    private final List<ScheduledThreadPoolExecutor> places = new ArrayList<>();
    private volatile boolean closed;

    /**
     * @param failures how many of all calls fail, 0 to 1
     */
    public DistantMailbox(Cluster cluster, MailboxLimits limits, Clock clock, RandomGenerator random, double failures) {
        this.cluster = cluster;
        this.limits = limits;
        this.clock = clock;
        this.random = random;
        this.failures = failures;
        for (int n = 0; n < 3; n++) {
            places.add(new ScheduledThreadPoolExecutor(1));
        }
    }

    /** Carries a call out where its recipient lives, in order, and answers some time later. */
    private <T> CompletionStage<T> at(MailboxOwner owner, Supplier<T> call) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (closed) {
            answer.completeExceptionally(new MailboxUnavailableException("the mailbox is closed"));
            return answer;
        }
        boolean lostBefore = random.nextDouble() < failures / 3;
        boolean lostAfter = random.nextDouble() < failures / 3;
        boolean unavailable = random.nextDouble() < failures / 3;
        ScheduledThreadPoolExecutor place = places.get(Math.floorMod(owner.hashCode(), places.size()));
        place.execute(() -> {
            try {
                if (unavailable || (cluster.away && random.nextBoolean())) {
                    throw new MailboxUnavailableException("no place answers");
                }
                if (lostBefore) {
                    throw new UnknownOutcomeException("the connection broke", new IllegalStateException());
                }
                T result = call.get();
                if (lostAfter || cluster.away) {
                    throw new UnknownOutcomeException("the connection broke", new IllegalStateException());
                }
                later(place, () -> answer.complete(result));
            } catch (RuntimeException e) {
                later(place, () -> answer.completeExceptionally(e));
            }
        });
        return answer;
    }

    private void later(ScheduledThreadPoolExecutor place, Runnable task) {
        try {
            var unused = place.schedule(task, random.nextInt(500), TimeUnit.MICROSECONDS);
        } catch (RejectedExecutionException e) {
            // Closing: what was submitted is still answered.
            task.run();
        }
    }

    private DistantBox box(MailboxOwner owner) {
        return cluster.boxes.computeIfAbsent(owner, o -> new DistantBox());
    }

    @Override
    public CompletionStage<AppendResult> append(Entry entry) {
        if (entry.kind() == EntryKind.DELIVERED) {
            throw new IllegalArgumentException("made by acknowledging");
        }
        return at(entry.owner(), () -> {
            DistantBox box = box(entry.owner());
            box.prune(clock.instant());
            if (box.holdsSame(entry)) {
                return new AppendResult.Duplicate(Optional.empty());
            }
            if (entry.receiptTo()
                    .filter(sender -> !limits.admitReceipts(box(sender).held))
                    .isPresent()) {
                return new AppendResult.ReceiptsWaiting();
            }
            if (!limits.admit(entry.owner(), box.held, EntryCodec.encodedSize(entry))) {
                return new AppendResult.Full();
            }
            return new AppendResult.Stored(add(box, entry), Optional.empty());
        });
    }

    private Mark add(DistantBox box, Entry entry) {
        Mark mark = box.add(entry, 1 + random.nextInt(1000));
        if (box.lease != null && random.nextInt(4) > 0) {
            wake(entry.owner());
        }
        return mark;
    }

    private void wake(MailboxOwner owner) {
        if (!cluster.mute) {
            cluster.listeners.forEach(l -> l.wake(owner));
        }
    }

    @Override
    public CompletionStage<Lease> attach(MailboxOwner owner, LeaseHolder holder) {
        return at(owner, () -> {
            DistantBox box = box(owner);
            Grant before = box.lease;
            Grant lease = new Grant(owner, ++box.epoch, holder, new CompletableFuture<>());
            box.lease = lease;
            if (before != null) {
                before.lost().complete(null);
            }
            return lease;
        });
    }

    @Override
    public CompletionStage<Void> release(Lease lease) {
        return at(lease.owner(), () -> {
                    DistantBox box = box(lease.owner());
                    if (box.lease == lease) {
                        box.lease = null;
                    }
                    return true;
                })
                .thenAccept(done -> {});
    }

    private DistantBox fenced(Lease lease) {
        DistantBox box = box(lease.owner());
        box.requireCurrent(lease);
        return box;
    }

    @Override
    public CompletionStage<ReadBatch> read(Lease lease, Optional<Position> after, int maxEntries, long maxBytes) {
        return at(lease.owner(), () -> {
            DistantBox box = fenced(lease);
            box.prune(clock.instant());
            if (random.nextInt(8) == 0) {
                wake(lease.owner()); // for nothing
            }
            Mark from = after.map(Mark.class::cast).orElse(new Mark(""));
            List<Held> entries = new ArrayList<>();
            long bytes = 0;
            Mark through = from;
            for (Map.Entry<Mark, Entry> e : box.entries.tailMap(from, false).entrySet()) {
                int size = EntryCodec.encodedSize(e.getValue());
                if (entries.size() == maxEntries || (!entries.isEmpty() && bytes + size > maxBytes)) {
                    return new ReadBatch(entries, through, true);
                }
                entries.add(new Held(e.getKey(), e.getValue()));
                bytes += size;
                through = e.getKey();
            }
            return new ReadBatch(entries, through, false);
        });
    }

    @Override
    public CompletionStage<Acknowledged> acknowledge(Lease lease, List<Delivered> delivered) {
        return at(lease.owner(), () -> {
                    DistantBox box = fenced(lease);
                    return delivered.stream().distinct().filter(box::holds).toList();
                })
                .thenCompose(held -> receipts(held, 0, new ArrayList<>())
                        .thenCompose(receipts -> at(lease.owner(), () -> {
                            DistantBox box = fenced(lease);
                            List<Delivered> still =
                                    held.stream().filter(d -> box.holds(d)).toList();
                            still.forEach(d -> box.remove((Mark) d.position()));
                            return new Acknowledged(still.size(), receipts);
                        })));
    }

    /** One receipt after the other, each in its sender's place. */
    private CompletionStage<List<Acknowledged.Receipt>> receipts(
            List<Delivered> held, int next, List<Acknowledged.Receipt> made) {
        if (next == held.size()) {
            return CompletableFuture.completedStage(made);
        }
        Delivered delivered = held.get(next);
        if (delivered.receiptTo().isEmpty()) {
            return receipts(held, next + 1, made);
        }
        MailboxOwner sender = delivered.receiptTo().get();
        return at(sender, () -> {
                    Entry receipt = Entry.builder(sender, EntryKind.DELIVERED, delivered.id(), clock.instant())
                            .idMadeByBroker()
                            .payload(ByteBuffer.wrap(delivered.id().toBytes()))
                            .build();
                    Mark mark = add(box(sender), receipt);
                    return made.add(new Acknowledged.Receipt(receipt, mark, Optional.empty()));
                })
                .thenCompose(added -> receipts(held, next + 1, made));
    }

    @Override
    public CompletionStage<Depth> delete(MailboxOwner owner) {
        return at(owner, () -> {
            DistantBox box = box(owner);
            Depth deleted = box.held;
            box.entries.clear();
            box.held = Depth.EMPTY;
            Grant lease = box.lease;
            box.lease = null;
            if (lease != null) {
                lease.lost().complete(null);
            }
            return deleted;
        });
    }

    @Override
    public CompletionStage<Depth> depth(MailboxOwner owner) {
        return at(owner, () -> {
            box(owner).prune(clock.instant());
            return box(owner).held;
        });
    }

    @Override
    public CompletionStage<Optional<WaitingMail>> waiting(MailboxOwner owner) {
        return at(owner, () -> box(owner).waiting(owner, clock.instant()));
    }

    @Override
    public CompletionStage<Void> survey(Consumer<WaitingMail> found) {
        CompletionStage<Void> all = CompletableFuture.completedStage(null);
        for (MailboxOwner owner : cluster.boxes.keySet()) {
            all = all.thenCompose(before -> at(owner, () -> box(owner).waiting(owner, clock.instant())))
                    .thenAccept(waiting -> waiting.ifPresent(found));
        }
        return all;
    }

    @Override
    public CompletionStage<MailboxStats> stats() {
        CompletionStage<Depth> sum = CompletableFuture.completedStage(Depth.EMPTY);
        for (MailboxOwner owner : cluster.boxes.keySet().stream()
                .sorted(Comparator.naturalOrder())
                .toList()) {
            sum = sum.thenCombine(depth(owner), Depth::plus);
        }
        return sum.thenApply(held -> new MailboxStats(held, 0, 0, OptionalLong.empty(), Optional.empty()));
    }

    @Override
    public MailboxHealth health() {
        if (closed) {
            return new MailboxHealth(MailboxHealth.State.CLOSED, "closed");
        }
        return cluster.away
                ? new MailboxHealth(MailboxHealth.State.RECOVERING, "no place answers")
                : new MailboxHealth(MailboxHealth.State.AVAILABLE, "as good as it gets");
    }

    @Override
    public WakeRegistration wakeSignals(WakeListener listener) {
        cluster.listeners.add(listener);
        return () -> cluster.listeners.remove(listener);
    }

    @Override
    public void close() {
        closed = true;
        for (ScheduledThreadPoolExecutor place : places) {
            place.shutdown();
            try {
                if (!place.awaitTermination(10, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("a place does not come to its end");
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        cluster.boxes.values().forEach(box -> box.lease = null);
    }
}
