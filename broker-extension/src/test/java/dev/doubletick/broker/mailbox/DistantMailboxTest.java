package dev.doubletick.broker.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** The contract on an engine that is nothing like a local store. */
class DistantMailboxTest extends MailboxContract {

    private final DistantMailbox.Cluster cluster = new DistantMailbox.Cluster();

    @Override
    protected Mailbox open() {
        return new DistantMailbox(cluster, LIMITS, clock, new Random(1), 0);
    }

    @Override
    protected boolean acknowledgesAtomically() {
        return false;
    }

    @Override
    public void takeAway() {
        cluster.away(true);
    }

    @Override
    public void bringBack() {
        cluster.away(false);
    }

    @Test
    void conversationsOverAFailingEngineLoseAndInventNothing() {
        try (DistantMailbox failing =
                new DistantMailbox(new DistantMailbox.Cluster(), LIMITS, clock, new Random(2), 0.2)) {
            Conversation conversation = new Conversation(failing, clock, 4, 100);
            conversation.run();
            conversation.verify(false);
            assertThat(failing.health().state()).isEqualTo(MailboxHealth.State.AVAILABLE);
        }
    }
}
