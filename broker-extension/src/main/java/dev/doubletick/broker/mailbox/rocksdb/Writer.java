package dev.doubletick.broker.mailbox.rocksdb;

import dev.doubletick.broker.SampledLog;
import dev.doubletick.broker.mailbox.MailboxException;
import dev.doubletick.broker.mailbox.MailboxMeter;
import dev.doubletick.broker.mailbox.MailboxUnavailableException;
import dev.doubletick.broker.mailbox.UnknownOutcomeException;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that changes the store. It takes everything that waits, decides each submission, writes all in one synced
 * batch and has them {@linkplain Answers answered}; meanwhile the next batch gathers. So a lone submission is written at once, and under load one sync
 * serves many.
 */
final class Writer implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

    private static final int MAX_SUBMISSIONS = 4096;
    private static final long MAX_BYTES = 4L << 20;

    private final SubmissionQueue queue;
    private final OwnerStates states;
    private final Engine engine;
    private final Wakes wakes;
    private final Answers answers;
    private final RocksMailboxConfig config;
    private final Clock clock;
    private final MailboxMeter meter;

    private final List<Submission<?>> taken = new ArrayList<>();
    /** How many of these are dealt with: answered, staged, or committed and with {@link Answers}. */
    private int dealtWith;

    private final List<Submission<?>> staged = new ArrayList<>();
    private final SampledLog unreadable = SampledLog.few();

    Writer(
            SubmissionQueue queue,
            OwnerStates states,
            Engine engine,
            Wakes wakes,
            RocksMailboxConfig config,
            Clock clock,
            MailboxMeter meter) {
        this.meter = meter;
        this.queue = queue;
        this.states = states;
        this.engine = engine;
        this.wakes = wakes;
        this.answers = new Answers(wakes);
        this.config = config;
        this.clock = clock;
    }

    @Override
    public void run() {
        try (Changes changes = new Changes()) {
            do {
                taken.clear();
                queue.take(taken, MAX_SUBMISSIONS, MAX_BYTES);
                carryOut(changes);
            } while (!taken.isEmpty() || !engine.closing());
        } finally {
            engine.ended();
            refuseRest();
            answers.close();
        }
    }

    private void carryOut(Changes changes) {
        if (!engine.available() && !comeBack()) {
            refuse(taken);
            return;
        }
        dealtWith = 0;
        try {
            GroupCommit commit = begin(changes);
            for (Submission<?> submission : taken) {
                if (submission.exclusive()) {
                    finish(commit);
                    commit = begin(changes);
                }
                stage(commit, submission);
                dealtWith++;
                if (submission.exclusive()) {
                    finish(commit);
                    commit = begin(changes);
                }
            }
            finish(commit);
        } catch (RocksDBException | IOException e) {
            fail("the mailbox store failed while writing: " + e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            // A defect, or no memory: nobody knows what is in memory now. Everything begins anew from what is stored.
            fail("the mailbox failed: " + e, e);
        }
    }

    private GroupCommit begin(Changes changes) {
        return new GroupCommit(
                changes, engine.store(), states, engine.totals(), config.limits(), clock.millis(), engine.checkDisk());
    }

    private void stage(GroupCommit commit, Submission<?> submission) {
        try {
            submission.stage(commit);
            staged.add(submission);
        } catch (MailboxException e) {
            submission.fail(e);
        } catch (RocksDBException | UnreadableException e) {
            unreadable.say(more -> LOG.error("The mailbox store could not be read for a change{}", more, e));
            submission.fail(
                    new MailboxUnavailableException("the mailbox store could not be read: " + e.getMessage(), e));
        }
    }

    private void finish(GroupCommit commit) throws RocksDBException, IOException {
        long began = System.nanoTime();
        engine.totals(commit.write());
        if (!staged.isEmpty()) {
            meter.committed(staged.size(), System.nanoTime() - began);
        }
        answers.committed(staged, commit.committed());
        staged.clear();
        states.trim();
    }

    /**
     * What was staged may or may not be stored; what was not yet did certainly not happen. Of what an earlier commit of this
     * turn has stored, this says nothing: it may still be waiting for its answer.
     */
    private void fail(String what, Throwable cause) {
        engine.failed(what, cause);
        states.forget();
        staged.forEach(s -> s.fail(new UnknownOutcomeException(what, cause)));
        staged.clear();
        refuse(taken.subList(dealtWith, taken.size()));
    }

    /** Opens the store again after a failure, if it is time to try. */
    private boolean comeBack() {
        if (!engine.reopen()) {
            return false;
        }
        // What was added with an unknown outcome may be there: no reader has seen everything up to here any more.
        Totals totals = engine.totals();
        engine.totals(new Totals(totals.held(), totals.next() + 1));
        states.leases().values().forEach(lease -> lease.range(lease.first(), totals.next()));
        wakes.resync();
        return true;
    }

    private void refuse(List<Submission<?>> submissions) {
        MailboxUnavailableException why =
                new MailboxUnavailableException(engine.health().reason());
        submissions.forEach(s -> s.fail(why));
    }

    /** Submissions that came while the writer ended. Those that come later are refused when they are submitted. */
    private void refuseRest() {
        do {
            taken.clear();
            queue.take(taken, MAX_SUBMISSIONS, MAX_BYTES);
            refuse(taken);
        } while (!taken.isEmpty());
    }
}
