package dev.doubletick.broker.mailbox;

import static dev.doubletick.broker.mailbox.MailboxFixtures.ALICE;
import static dev.doubletick.broker.mailbox.MailboxFixtures.BOB;
import static dev.doubletick.broker.mailbox.MailboxFixtures.HOLDER;
import static dev.doubletick.broker.mailbox.MailboxFixtures.get;
import static dev.doubletick.broker.mailbox.MailboxFixtures.id;
import static dev.doubletick.broker.mailbox.MailboxFixtures.phone;
import static dev.doubletick.broker.mailbox.MailboxFixtures.receiptIds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.doubletick.broker.mailbox.AppendResult.Duplicate;
import dev.doubletick.broker.mailbox.AppendResult.Stored;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * The engine is away and comes back by itself. What failed may be repeated as it was, and nothing that was answered is gone.
 */
interface AwayContract extends ContractTest {

    /** Makes the engine fail, until {@link #bringBack}. When this returns, it has failed. */
    void takeAway() throws Exception;

    /** Lets the engine recover; it need not have done so yet when this returns. */
    void bringBack() throws Exception;

    @Test
    default void whileItIsAwayCallsFailWithoutSayingThatSomethingWasDone() throws Exception {
        Lease bob = box().attach(BOB);
        takeAway();
        List<CompletionStage<?>> answers = List.of(
                mailbox().append(box().toBob(1)),
                mailbox().attach(ALICE, HOLDER),
                mailbox().read(bob, Optional.empty(), 1, 1 << 20),
                mailbox().acknowledge(bob, List.of()),
                mailbox().delete(phone(3)));
        for (CompletionStage<?> answer : answers) {
            assertThatThrownBy(() -> get(answer))
                    .isInstanceOfAny(MailboxUnavailableException.class, UnknownOutcomeException.class);
        }
        assertThat(mailbox().health().state()).isEqualTo(MailboxHealth.State.RECOVERING);
        bringBack();
        repeated(() -> mailbox().append(box().toBob(1)));
        assertThat(mailbox().health().state()).isEqualTo(MailboxHealth.State.AVAILABLE);
    }

    @Test
    default void appendThatFailedIsRepeatedUnderTheSameIdAndHeldOnce() throws Exception {
        Position first = box().store(box().toBob(1));
        takeAway();
        CompletionStage<AppendResult> failing = mailbox().append(box().toBob(2));
        assertThatThrownBy(() -> get(failing)).isInstanceOf(MailboxException.class);
        bringBack();
        // Both a new one and one that is held already are answered as if nothing had been.
        assertThat(repeated(() -> mailbox().append(box().toBob(2)))).isInstanceOfAny(Stored.class, Duplicate.class);
        assertThat(repeated(() -> mailbox().append(box().toBob(1)))).isInstanceOf(Duplicate.class);

        List<Held> held = box().readAll(box().attach(BOB));
        assertThat(held).extracting(h -> h.entry().id()).containsExactly(id(1, 1), id(1, 2));
        assertThat(held.get(0).position()).isEqualTo(first);
        assertThat(get(mailbox().depth(BOB)).messages()).isEqualTo(2);
    }

    @Test
    default void acknowledgementThatFailedIsRepeatedAndTheSenderHearsOfIt() throws Exception {
        box().store(box().toBob(1));
        Lease bob = box().attach(BOB);
        List<Delivered> delivered =
                box().readAll(bob).stream().map(MailboxFixtures::delivered).toList();
        takeAway();
        CompletionStage<Acknowledged> failing = mailbox().acknowledge(bob, delivered);
        assertThatThrownBy(() -> get(failing)).isInstanceOf(MailboxException.class);
        bringBack();
        repeated(() -> mailbox().acknowledge(bob, delivered));
        assertThat(box().readAll(bob)).isEmpty();
        assertThat(receiptIds(box().readAll(box().attach(ALICE)))).containsOnly(id(1, 1));
    }

    @Test
    default void leaseIsStillGoodAndAReaderIsToldToReadAgain() throws Exception {
        HeardWakes wakes = new HeardWakes();
        try (Mailbox.WakeRegistration registration = mailbox().wakeSignals(wakes)) {
            Lease bob = box().attach(BOB);
            Position through = box().read(bob, Optional.empty(), 10).through();
            takeAway();
            assertThat(wakes.resyncs()).isZero();
            bringBack();
            repeated(() -> mailbox().append(box().toBob(1)));
            await().until(() -> wakes.resyncs() > 0);
            assertThat(box().read(bob, Optional.of(through), 10).entries())
                    .extracting(h -> h.entry().id())
                    .containsExactly(id(1, 1));
            assertThat(bob.lost().toCompletableFuture()).isNotDone();
        }
    }

    /** As a broker would: again and again, as long as the engine says that it may be. */
    private static <T> T repeated(Supplier<CompletionStage<T>> call) {
        return await().ignoreExceptionsMatching(
                        e -> e instanceof MailboxUnavailableException || e instanceof UnknownOutcomeException)
                .until(() -> get(call.get()), answer -> true);
    }
}
