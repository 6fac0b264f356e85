package dev.doubletick.broker.mailbox;

import static dev.doubletick.broker.mailbox.MailboxFixtures.get;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Mailbox} must do. Run on each implementation. */
@SuppressWarnings("NullAway.Init") // Each test begins with start().
public abstract class MailboxContract
        implements AppendContract,
                ReadContract,
                AcknowledgeContract,
                LeaseContract,
                WakeContract,
                AwayContract,
                LifeCycleContract,
                SurveyContract {

    protected static final MailboxLimits LIMITS = MailboxUnderTest.LIMITS;

    protected final SettableClock clock = new SettableClock();
    private MailboxUnderTest box;

    /** Opens the store of this test, as it was left. */
    protected abstract Mailbox open();

    /** Whether a receipt is never repeated. */
    protected abstract boolean acknowledgesAtomically();

    @BeforeEach
    void start() {
        box = new MailboxUnderTest(clock, this::open);
    }

    @AfterEach
    void stop() {
        box.close();
    }

    @Override
    public MailboxUnderTest box() {
        return box;
    }

    @Test
    void concurrentConversationsLoseAndInventNothing() {
        Conversation conversation = new Conversation(box.mailbox(), clock, 4, 300);
        conversation.run();
        conversation.verify(acknowledgesAtomically());
        assertThat(get(box.mailbox().stats()).held()).isEqualTo(Depth.EMPTY);
    }
}
