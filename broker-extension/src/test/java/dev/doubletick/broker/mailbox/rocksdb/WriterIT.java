package dev.doubletick.broker.mailbox.rocksdb;

import static dev.doubletick.broker.mailbox.MailboxFixtures.ALICE;
import static dev.doubletick.broker.mailbox.MailboxFixtures.BOB;
import static dev.doubletick.broker.mailbox.MailboxFixtures.get;
import static dev.doubletick.broker.mailbox.MailboxFixtures.id;
import static dev.doubletick.broker.mailbox.MailboxFixtures.message;
import static dev.doubletick.broker.mailbox.MailboxFixtures.phone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doubletick.broker.mailbox.AppendResult;
import dev.doubletick.broker.mailbox.MailboxException;
import dev.doubletick.broker.mailbox.MailboxMeter;
import dev.doubletick.broker.mailbox.MailboxUnavailableException;
import dev.doubletick.broker.mailbox.SettableClock;
import dev.doubletick.broker.mailbox.UnknownOutcomeException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one turn of the writer says of its submissions when one of its commits fails. */
class WriterIT {

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock();
    private final SubmissionQueue queue = new SubmissionQueue(1000, 1 << 20);
    private RocksMailboxConfig config;
    private Engine engine;
    private Thread thread;

    @BeforeEach
    void make() {
        config = Stores.config(directory.resolve("mailbox")).build();
        engine = new Engine(config);
        thread = new Thread(
                new Writer(queue, new OwnerStates(), engine, new Wakes(), config, clock, MailboxMeter.NONE), "writer");
    }

    @AfterEach
    void end() throws InterruptedException {
        engine.close();
        queue.wakeUp();
        thread.join();
        engine.gate().closeFlushed();
    }

    private CompletionStage<AppendResult> append(int n) {
        AppendSubmission append =
                new AppendSubmission(message(BOB, ALICE, id(1, n), "x", clock.instant()), owner -> {});
        queue.add(append);
        return append.answer();
    }

    /** What a defect would do: nothing that the writer expects. */
    private static final class Defect extends Submission<Boolean> {
        @Override
        void stage(GroupCommit commit) {
            throw new IllegalStateException("made by the test");
        }

        @Override
        Boolean result() {
            return true;
        }
    }

    @Test
    void aFailedCommitSaysNothingOfTheCommitsBeforeIt() throws InterruptedException {
        List<CompletionStage<AppendResult>> before =
                IntStream.range(0, 3).mapToObj(this::append).toList();
        // What the first caller does with its answer keeps the others waiting for theirs.
        CountDownLatch failed = new CountDownLatch(1);
        var unused = before.get(0).thenRun(() -> {
            try {
                assertThat(failed.await(10, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        DeleteSubmission alone = new DeleteSubmission(phone(1));
        queue.add(alone);
        CompletionStage<AppendResult> staged = append(3);
        Defect defect = new Defect();
        queue.add(defect);
        CompletionStage<AppendResult> after = append(4);

        thread.start();

        assertThatThrownBy(() -> get(after)).isInstanceOf(MailboxUnavailableException.class);
        failed.countDown();
        before.forEach(answer -> assertThat(get(answer)).isInstanceOf(AppendResult.Stored.class));
        assertThat(get(alone.answer()).isEmpty()).isTrue();
        assertThatThrownBy(() -> get(staged)).isInstanceOf(UnknownOutcomeException.class);
        assertThatThrownBy(() -> get(defect.answer())).isInstanceOf(MailboxException.class);
    }
}
