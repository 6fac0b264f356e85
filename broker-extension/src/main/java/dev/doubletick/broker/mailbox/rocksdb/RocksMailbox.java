package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.Acknowledged;
import dev.doubletick.broker.mailbox.AppendResult;
import dev.doubletick.broker.mailbox.Delivered;
import dev.doubletick.broker.mailbox.Depth;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.broker.mailbox.Lease;
import dev.doubletick.broker.mailbox.LeaseHolder;
import dev.doubletick.broker.mailbox.Mailbox;
import dev.doubletick.broker.mailbox.MailboxException;
import dev.doubletick.broker.mailbox.MailboxHealth;
import dev.doubletick.broker.mailbox.MailboxMeter;
import dev.doubletick.broker.mailbox.MailboxOpenException;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.broker.mailbox.MailboxStats;
import dev.doubletick.broker.mailbox.MailboxUnavailableException;
import dev.doubletick.broker.mailbox.Position;
import dev.doubletick.broker.mailbox.ReadBatch;
import dev.doubletick.broker.mailbox.WaitingMail;
import dev.doubletick.broker.mailbox.WakeListener;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The mailboxes in a local RocksDB store. It needs no setup beyond its folder, and no other process may have it open.
 *
 * <p>Changes are answered on a thread of their own or the writer's, and reads on a reader's: see {@link Mailbox} for what that asks
 * of callers.
 */
public final class RocksMailbox implements Mailbox {

    private final SubmissionQueue queue;
    private final OwnerStates states = new OwnerStates();
    private final Wakes wakes = new Wakes();
    private final Engine engine;
    private final Clock clock;
    private final Thread writer;
    private final Readers readers;
    private final Sweep sweep;
    private final Maintenance maintenance;
    private boolean closed;

    private RocksMailbox(RocksMailboxConfig config, Clock clock, MailboxMeter meter) {
        this.clock = clock;
        this.engine = new Engine(config);
        this.queue = new SubmissionQueue(config.maxQueued(), config.maxQueuedBytes());
        this.readers = new Readers(engine.gate(), config.readers());
        this.writer = new Thread(new Writer(queue, states, engine, wakes, config, clock, meter), "mailbox-writer");
        this.sweep = new Sweep(engine.gate(), this::submitOwn);
        this.maintenance = new Maintenance(engine, sweep, config, clock);
        writer.setDaemon(true);
        writer.start();
    }

    /**
     * Opens the store, or makes a new one.
     *
     * @throws MailboxOpenException with a sentence for the operator; nothing was lost or changed by trying
     */
    public static RocksMailbox open(RocksMailboxConfig config, Clock clock) {
        return open(config, clock, MailboxMeter.NONE);
    }

    /** As {@link #open(RocksMailboxConfig, Clock)}, and tells the meter of each commit. */
    public static RocksMailbox open(RocksMailboxConfig config, Clock clock, MailboxMeter meter) {
        return new RocksMailbox(config, clock, meter);
    }

    @Override
    public CompletionStage<AppendResult> append(Entry entry) {
        if (entry.kind() == EntryKind.DELIVERED) {
            throw new IllegalArgumentException("delivered receipts are made by acknowledging");
        }
        if (engine.diskLow()) {
            return CompletableFuture.failedStage(new MailboxUnavailableException(DiskReserve.REFUSAL));
        }
        return submit(new AppendSubmission(entry, maintenance::sweepSoon));
    }

    @Override
    public CompletionStage<Lease> attach(MailboxOwner owner, LeaseHolder holder) {
        return submit(new AttachSubmission(owner, holder));
    }

    @Override
    public CompletionStage<Void> release(Lease lease) {
        return submit(new ReleaseSubmission(LocalLease.own(lease)));
    }

    @Override
    public CompletionStage<ReadBatch> read(Lease lease, Optional<Position> after, int maxEntries, long maxBytes) {
        if (maxEntries < 1 || maxBytes < 1) {
            throw new IllegalArgumentException("a read asks for at least one entry and one byte");
        }
        LocalLease own = LocalLease.own(lease);
        long from = after.map(SequencePosition::sequenceOf).orElse(0L);
        long last = own.last();
        if (Math.max(from + 1, own.first()) > last && engine.available() && !engine.closing() && !own.fenced()) {
            // Nothing new: most wake signals of a reader that is handed what is appended end here.
            long through = Math.max(from, last);
            return CompletableFuture.completedStage(new ReadBatch(List.of(), new SequencePosition(through), false));
        }
        Reading reading = new Reading(
                own, from, maxEntries, maxBytes, clock.millis(), first -> submitOwn(new FirstHint(own.owner(), first)));
        return readers.read(store -> {
            own.requireValid();
            ReadBatch batch = reading.from(store);
            own.requireValid();
            return batch;
        });
    }

    @Override
    public CompletionStage<Acknowledged> acknowledge(Lease lease, List<Delivered> delivered) {
        LocalLease own = LocalLease.own(lease);
        List<Delivered> copy = List.copyOf(delivered);
        copy.forEach(delivery -> SequencePosition.sequenceOf(delivery.position()));
        return submit(new AcknowledgeSubmission(own, copy));
    }

    @Override
    public CompletionStage<Depth> delete(MailboxOwner owner) {
        return submit(new DeleteSubmission(owner));
    }

    @Override
    public CompletionStage<Depth> depth(MailboxOwner owner) {
        return readers.read(store -> {
            byte[] key = Keys.owner(owner);
            byte[] large = store.get(store.owners, key);
            return large == null
                    ? SlotCursor.depth(SlotCursor.slots(store, key))
                    : OwnerRecord.decode(large).held();
        });
    }

    @Override
    public CompletionStage<Optional<WaitingMail>> waiting(MailboxOwner owner) {
        return readers.read(Survey.of(owner, clock.instant()));
    }

    @Override
    public CompletionStage<Void> survey(Consumer<WaitingMail> found) {
        return readers.read(new Survey(clock.instant(), found));
    }

    @Override
    public CompletionStage<MailboxStats> stats() {
        return CompletableFuture.completedStage(new MailboxStats(
                engine.totals().held(),
                states.leases().size(),
                queue.size(),
                OptionalLong.of(engine.diskFreeBytes()),
                sweep.oldest()));
    }

    @Override
    public MailboxHealth health() {
        return engine.health();
    }

    @Override
    public WakeRegistration wakeSignals(WakeListener listener) {
        return wakes.register(listener);
    }

    private <T> CompletionStage<T> submit(Submission<T> submission) {
        if (!engine.available() || engine.closing()) {
            submission.fail(unavailable());
        } else if (!queue.offer(submission)) {
            submission.fail(new MailboxUnavailableException("too many submissions wait for the mailbox store"));
        } else if (engine.hasEnded()) {
            // The writer may have looked for the last time before this was added.
            submission.fail(unavailable());
        }
        return submission.answer();
    }

    /** The engine's own work, which has no caller to refuse. */
    private void submitOwn(Submission<?> submission) {
        queue.add(submission);
        if (engine.hasEnded()) {
            submission.fail(unavailable());
        }
    }

    private MailboxException unavailable() {
        return new MailboxUnavailableException(engine.health().reason());
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        engine.close();
        maintenance.close();
        queue.wakeUp();
        Uninterrupted.await(writer::join);
        readers.close();
        engine.gate().closeFlushed();
    }
}
