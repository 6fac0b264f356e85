package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.MailboxException;
import dev.doubletick.broker.mailbox.MailboxUnavailableException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Reads the store beside the writer, on a few threads. */
final class Readers implements AutoCloseable {

    private final StoreGate gate;
    private final ExecutorService threads;

    Readers(StoreGate gate, int count) {
        this.gate = gate;
        AtomicInteger made = new AtomicInteger();
        this.threads = Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(task, "mailbox-reader-" + made.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    <T> CompletionStage<T> read(StoreGate.Reading<T> reading) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            threads.execute(() -> {
                try {
                    answer.complete(gate.read(reading));
                } catch (MailboxException e) {
                    answer.completeExceptionally(e);
                } catch (RuntimeException | Error e) {
                    answer.completeExceptionally(
                            new MailboxUnavailableException("the mailbox store could not be read: " + e, e));
                }
            });
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(new MailboxUnavailableException("the mailbox is closed", e));
        }
        return answer.minimalCompletionStage();
    }

    /** Lets reads that were submitted finish, and refuses others. */
    @Override
    public void close() {
        threads.shutdown();
        Uninterrupted.awaitEnd(threads);
    }
}
