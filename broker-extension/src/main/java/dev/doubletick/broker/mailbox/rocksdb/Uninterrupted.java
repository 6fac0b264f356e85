package dev.doubletick.broker.mailbox.rocksdb;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** Waits that an interrupt does not end, because nothing would be safe if they did. The interrupt is kept for later. */
final class Uninterrupted {

    private Uninterrupted() {}

    /** What may be interrupted, and is then begun again. */
    interface Wait {
        void once() throws InterruptedException;
    }

    static void await(Wait wait) {
        boolean interrupted = false;
        while (true) {
            try {
                wait.once();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until all tasks of an executor that was shut down have ended. */
    static void awaitEnd(ExecutorService threads) {
        await(() -> {
            var unused = threads.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        });
    }
}
