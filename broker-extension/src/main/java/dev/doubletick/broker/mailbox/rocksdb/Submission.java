package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.MailboxException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.rocksdb.RocksDBException;

/** One change that waits for the writer, and its answer. */
abstract class Submission<T> {

    private static final long OVERHEAD_BYTES = 128;

    private final CompletableFuture<T> answer = new CompletableFuture<>();

    /** What the caller gets. It cannot be completed from outside. */
    final CompletionStage<T> answer() {
        return answer.minimalCompletionStage();
    }

    /** Roughly what it occupies while it waits. */
    long bytes() {
        return OVERHEAD_BYTES;
    }

    /** Whether it must be carried out in a commit of its own. */
    boolean exclusive() {
        return false;
    }

    /**
     * Decides what happens and adds it to the commit. All that may fail comes first: once something was added, nothing is
     * thrown any more.
     *
     * @throws RocksDBException if the store could not be read
     * @throws MailboxException if it is refused
     */
    abstract void stage(GroupCommit commit) throws RocksDBException;

    /** The answer, once the commit is durable. */
    abstract T result();

    final void complete() {
        answer.complete(result());
    }

    final void fail(MailboxException why) {
        answer.completeExceptionally(why);
        failed();
    }

    /** Whatever must happen also if the commit fails after {@link #stage}. */
    void failed() {}
}
