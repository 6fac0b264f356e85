package dev.doubletick.broker.mailbox.rocksdb;

import static dev.doubletick.broker.mailbox.MailboxFixtures.BOB;
import static dev.doubletick.broker.mailbox.MailboxFixtures.HOLDER;
import static dev.doubletick.broker.mailbox.MailboxFixtures.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.broker.mailbox.UnknownOutcomeException;
import dev.doubletick.broker.mailbox.WakeListener;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** If one of these fails, the writer of a real mailbox would wait for ever. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AnswersTest {

    /** Too many for the writer to answer itself. */
    private static final int MANY = 10;

    private final Wakes wakes = new Wakes();
    private final Answers answers = new Answers(wakes);

    @AfterEach
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void close() {
        answers.close();
    }

    private static List<FixedSubmission> many() {
        return IntStream.range(0, MANY).mapToObj(n -> new FixedSubmission(n)).toList();
    }

    private static final class FixedSubmission extends Submission<Integer> {
        private final int answer;

        FixedSubmission(int answer) {
            this.answer = answer;
        }

        @Override
        void stage(GroupCommit commit) {}

        @Override
        Integer result() {
            if (answer < 0) {
                throw new StackOverflowError("made by the test");
            }
            return answer;
        }
    }

    @Test
    void anErrorInOneAnswerIsNotFeltByTheOthers() {
        FixedSubmission broken = new FixedSubmission(-1);
        List<FixedSubmission> others = many();
        for (int round = 0; round < MANY; round++) {
            answers.committed(List.of(broken, others.get(round), broken), List.of());
        }

        others.forEach(other -> assertThat(get(other.answer())).isEqualTo(other.answer));
        assertThatThrownBy(() -> get(broken.answer())).isInstanceOf(UnknownOutcomeException.class);
    }

    @Test
    void anErrorInAListenerIsNotFeltByTheNextCommits() {
        wakes.register(new WakeListener() {
            @Override
            public void wake(MailboxOwner owner) {
                throw new NoClassDefFoundError("made by the test");
            }

            @Override
            public void resync() {}
        });
        OwnerChange news = new OwnerChange(new LocalLease(BOB, 1, HOLDER), 2, 3, true);
        for (int round = 0; round < MANY; round++) {
            List<FixedSubmission> commit = many();
            answers.committed(List.copyOf(commit), List.of(news));
            commit.forEach(each -> assertThat(get(each.answer())).isEqualTo(each.answer));
        }
        // Answered by the writer itself, whom it must not stop either.
        FixedSubmission alone = new FixedSubmission(1);
        answers.committed(List.of(alone), List.of(news));
        assertThat(get(alone.answer())).isOne();
    }
}
