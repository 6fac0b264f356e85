package dev.doubletick.benchmark.traffic;

import dev.doubletick.benchmark.line.Dialer;
import dev.doubletick.benchmark.line.Line;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A crowd of phones that connects or disconnects, a bounded number of them at a time. Safe on any thread. */
final class Muster {

    /** What the crowd does. */
    enum Errand {
        CONNECT,
        /** Says goodbye. */
        DISCONNECT,
        /** Breaks off without a word. */
        ABORT
    }

    private static final long RETRY_MILLIS = 200;

    private final Errand errand;
    private final List<Phone> phones;
    private final Dialer dialer;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger remaining;
    private final LongAdder retries = new LongAdder();
    private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    private volatile String lastReason = "no answer";

    Muster(Errand errand, List<Phone> phones, Dialer dialer) {
        this.errand = errand;
        this.phones = phones;
        this.dialer = dialer;
        this.remaining = new AtomicInteger(phones.size());
    }

    /**
     * Runs the errand and waits for its end.
     *
     * @param atOnce the most phones on their way at a time
     * @return how many attempts failed and were made again
     * @throws LoadException if a phone was refused for good, or not all made it in time
     */
    long run(int atOnce, Duration limit) throws InterruptedException {
        if (phones.isEmpty()) {
            return 0;
        }
        for (int i = 0; i < Math.min(atOnce, phones.size()); i++) {
            beginNext();
        }
        try {
            done.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw LoadException.because(e, "");
        } catch (TimeoutException e) {
            throw new LoadException("of " + phones.size() + " phones " + remaining.get() + " did not "
                    + (errand == Errand.CONNECT ? "connect" : "disconnect") + " within " + limit.toSeconds()
                    + " s; last reason: " + lastReason);
        } finally {
            done.complete(null);
        }
        return retries.sum();
    }

    private void beginNext() {
        int index = next.getAndIncrement();
        if (index < phones.size()) {
            Phone phone = phones.get(index);
            phone.loop().execute(() -> phone.join(this));
        }
    }

    /** The phone's own errand, on its loop. */
    void begin(Phone phone, @Nullable Line line) {
        switch (errand) {
            case CONNECT -> dialer.dial(phone.account(), phone.loop(), phone);
            case DISCONNECT -> {
                if (line == null) {
                    finished();
                } else {
                    line.disconnect();
                }
            }
            case ABORT -> {
                if (line == null) {
                    finished();
                } else {
                    line.abort();
                }
            }
        }
    }

    void arrived() {
        finished();
    }

    /** Whether the end of a connection is this muster's business. */
    boolean expects(boolean wasUp) {
        return errand != Errand.CONNECT || !wasUp;
    }

    void closed(Phone phone, String reason, boolean permanent) {
        if (errand != Errand.CONNECT) {
            finished();
        } else if (permanent) {
            done.completeExceptionally(new LoadException("a phone was refused: " + reason));
        } else if (!done.isDone()) {
            lastReason = reason;
            retries.increment();
            phone.loop()
                    .schedule(
                            () -> dialer.dial(phone.account(), phone.loop(), phone),
                            RETRY_MILLIS,
                            TimeUnit.MILLISECONDS)
                    .addListener(dialled -> {
                        if (!dialled.isSuccess()) {
                            done.completeExceptionally(dialled.cause());
                        }
                    });
        }
    }

    private void finished() {
        if (remaining.decrementAndGet() == 0) {
            done.complete(null);
        } else {
            beginNext();
        }
    }
}
