package dev.doubletick.broker.mailbox;

import static dev.doubletick.broker.mailbox.MailboxFixtures.ALICE;
import static dev.doubletick.broker.mailbox.MailboxFixtures.BOB;
import static dev.doubletick.broker.mailbox.MailboxFixtures.get;
import static dev.doubletick.broker.mailbox.MailboxFixtures.id;
import static dev.doubletick.broker.mailbox.MailboxFixtures.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doubletick.broker.mailbox.AppendResult.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Closing, opening again, and what is counted. */
interface LifeCycleContract extends ContractTest {

    @Test
    default void countersAreExactAlsoAfterARestart() {
        long bytes = 0;
        for (int n = 0; n < 5; n++) {
            Entry entry = box().toBob(n);
            bytes += EntryCodec.encodedSize(entry);
            box().store(entry);
        }
        box().store(message(ALICE, BOB, id(2, 1), "x", box().clock().instant()));
        Lease bob = box().attach(BOB);
        List<Held> first = box().read(bob, Optional.empty(), 1).entries();
        box().acknowledge(bob, first);
        bytes -= EntryCodec.encodedSize(first.get(0).entry());
        Depth bobs = new Depth(4, bytes, 0, 0);
        Depth alices = get(mailbox().depth(ALICE));
        assertThat(get(mailbox().depth(BOB))).isEqualTo(bobs);
        assertThat(alices.messages()).isEqualTo(1);
        assertThat(alices.receipts()).isPositive();

        box().restart();
        assertThat(get(mailbox().depth(BOB))).isEqualTo(bobs);
        assertThat(get(mailbox().depth(ALICE))).isEqualTo(alices);
        assertThat(get(mailbox().stats()).held()).isEqualTo(bobs.plus(alices));
    }

    @Test
    default void closedMailboxIsUnavailable() {
        Lease bob = box().attach(BOB);
        mailbox().close();
        assertThat(mailbox().health().state()).isEqualTo(MailboxHealth.State.CLOSED);
        assertThatThrownBy(() -> get(mailbox().append(box().toBob(1)))).isInstanceOf(MailboxUnavailableException.class);
        assertThatThrownBy(() -> box().read(bob, Optional.empty(), 1)).isInstanceOf(MailboxUnavailableException.class);
        assertThatThrownBy(() -> box().acknowledge(bob, List.of())).isInstanceOf(MailboxUnavailableException.class);
    }

    @Test
    default void whatWasSubmittedBeforeClosingIsCarriedOut() {
        List<CompletionStage<AppendResult>> answers = new ArrayList<>();
        for (int n = 0; n < 40; n++) {
            answers.add(mailbox().append(box().toBob(n)));
        }
        box().restart();
        answers.forEach(answer -> assertThat(get(answer)).isInstanceOf(Stored.class));
        assertThat(box().readAll(box().attach(BOB))).hasSize(40);
    }
}
