package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.mailbox.UnknownOutcomeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what the writer has made durable, on a thread of its own: what callers do with an answer must not keep the next commit
 * waiting. Answers are given in the order of the commits. A small commit is answered by the writer itself if nothing else is to
 * be answered, which saves a lone message the way to another thread.
 *
 * <p>Whatever one answer throws, an {@link Error} included, stays with that answer: the others wait for this thread, and so
 * does the writer.
 */
final class Answers {

    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    /** Commits that may wait to be answered. Beyond that the writer waits, and so does whoever waits for the writer. */
    private static final int MAX_WAITING = 4;

    private static final int SMALL = 2;

    private final Wakes wakes;
    private final BlockingQueue<Commit> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final AtomicInteger unanswered = new AtomicInteger();
    private final Thread thread;

    /** What one commit has to answer. An empty one is the end. */
    private record Commit(List<Submission<?>> submissions, List<OwnerChange> changes) {

        boolean isEmpty() {
            return submissions.isEmpty() && changes.isEmpty();
        }
    }

    Answers(Wakes wakes) {
        this.wakes = wakes;
        this.thread = new Thread(this::run, "mailbox-answers");
        thread.setDaemon(true);
        thread.start();
    }

    /** For the writer. The list of submissions is copied. */
    void committed(List<Submission<?>> submissions, List<OwnerChange> changes) {
        if (submissions.isEmpty() && changes.isEmpty()) {
            return;
        }
        if (submissions.size() <= SMALL && unanswered.get() == 0) {
            answer(submissions, changes);
        } else {
            unanswered.incrementAndGet();
            put(new Commit(new ArrayList<>(submissions), changes));
        }
    }

    private void put(Commit commit) {
        boolean interrupted = false;
        while (true) {
            try {
                waiting.put(commit);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (true) {
            try {
                Commit commit = waiting.take();
                if (commit.isEmpty()) {
                    return;
                }
                answer(commit.submissions(), commit.changes());
                unanswered.decrementAndGet();
            } catch (InterruptedException e) {
                LOG.debug("interrupted while waiting for a commit, waiting on", e);
            }
        }
    }

    private void answer(List<Submission<?>> submissions, List<OwnerChange> changes) {
        // Before the answers: whoever has one may read, and must see what was appended.
        changes.forEach(OwnerChange::publish);
        submissions.forEach(Answers::complete);
        for (OwnerChange change : changes) {
            if (change.news()) {
                wakes.wake(change.lease().owner());
            }
        }
    }

    private static void complete(Submission<?> submission) {
        try {
            submission.complete();
        } catch (RuntimeException | Error e) {
            LOG.error("A mailbox submission could not be answered", e);
            submission.fail(new UnknownOutcomeException("the mailbox failed: " + e, e));
        }
    }

    /** For the writer, at its end: answers everything that is to be answered. */
    void close() {
        put(new Commit(List.of(), List.of()));
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
