package dev.doubletick.broker.mailbox.rocksdb;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What waits for the writer, bounded in number and bytes. Offering never blocks; taking is for the writer's thread. */
final class SubmissionQueue {

    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final int maxQueued;
    private final long maxBytes;
    private final ConcurrentLinkedQueue<Submission<?>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private volatile @Nullable Thread idle;

    SubmissionQueue(int maxQueued, long maxBytes) {
        this.maxQueued = maxQueued;
        this.maxBytes = maxBytes;
    }

    /** False if there is no room. */
    boolean offer(Submission<?> submission) {
        if (queued.get() >= maxQueued || bytes.get() >= maxBytes) {
            return false;
        }
        add(submission);
        return true;
    }

    /** Adds it, room or not: for the engine's own work. */
    void add(Submission<?> submission) {
        queued.incrementAndGet();
        bytes.addAndGet(submission.bytes());
        waiting.add(submission);
        wakeUp();
    }

    /** Has the writer look at once. */
    void wakeUp() {
        Thread writer = idle;
        if (writer != null) {
            LockSupport.unpark(writer);
        }
    }

    /** Moves what waits, up to the limits, into {@code into}; if nothing does, waits a moment for something. */
    void take(List<Submission<?>> into, int maxTaken, long maxTakenBytes) {
        if (waiting.isEmpty()) {
            idle = Thread.currentThread();
            if (waiting.isEmpty()) {
                LockSupport.parkNanos(this, IDLE_NANOS);
            }
            idle = null;
        }
        long takenBytes = 0;
        while (into.size() < maxTaken && takenBytes < maxTakenBytes) {
            Submission<?> next = waiting.poll();
            if (next == null) {
                break;
            }
            takenBytes += next.bytes();
            into.add(next);
        }
        queued.addAndGet(-into.size());
        bytes.addAndGet(-takenBytes);
    }

    int size() {
        return queued.get();
    }
}
