package dev.doubletick.broker.mailbox;

import static dev.doubletick.broker.mailbox.MailboxFixtures.ALICE;
import static dev.doubletick.broker.mailbox.MailboxFixtures.BOB;
import static dev.doubletick.broker.mailbox.MailboxFixtures.get;
import static dev.doubletick.broker.mailbox.MailboxFixtures.id;
import static dev.doubletick.broker.mailbox.MailboxFixtures.message;
import static dev.doubletick.broker.mailbox.MailboxFixtures.phone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Wake signals: hints without content, which may be lost, coalesced, early or made up. */
interface WakeContract extends ContractTest {

    @Test
    default void wakeSignalComesForAnAttachedMailbox() {
        HeardWakes wakes = new HeardWakes();
        box().attach(BOB);
        try (Mailbox.WakeRegistration registration = mailbox().wakeSignals(wakes)) {
            // A signal may be lost; not every one.
            long[] n = {0};
            await().until(() -> {
                box().store(box().toBob(n[0]++));
                return wakes.of(BOB) > 0;
            });
        }
        assertThat(wakes.owners()).containsExactly(BOB);
    }

    @Test
    default void wakeSignalComesForAReceiptToo() {
        HeardWakes wakes = new HeardWakes();
        try (Mailbox.WakeRegistration registration = mailbox().wakeSignals(wakes)) {
            Lease bob = box().attach(BOB);
            box().attach(ALICE);
            long[] n = {0};
            await().until(() -> {
                box().store(box().toBob(n[0]++));
                box().acknowledge(bob, box().readAll(bob));
                return wakes.of(ALICE) > 0;
            });
        }
    }

    @Test
    default void noWakeSignalForAMailboxThatNobodyReads() {
        HeardWakes wakes = new HeardWakes();
        try (Mailbox.WakeRegistration registration = mailbox().wakeSignals(wakes)) {
            get(mailbox().release(box().attach(BOB)).thenApply(released -> true));
            box().attach(ALICE);
            box().store(box().toBob(1));
            box().store(message(phone(3), ALICE, id(1, 1), "x", box().clock().instant()));
            // By then, one for the others would have come as well.
            long[] n = {0};
            await().until(() -> {
                box().store(message(
                        ALICE, BOB, id(1, n[0]++), "x", box().clock().instant()));
                return wakes.of(ALICE) > 0;
            });
            assertThat(wakes.owners()).containsExactly(ALICE);
        }
    }

    @Test
    default void closedRegistrationHearsNothingMore() {
        HeardWakes closed = new HeardWakes();
        HeardWakes open = new HeardWakes();
        box().attach(BOB);
        mailbox().wakeSignals(closed).close();
        try (Mailbox.WakeRegistration registration = mailbox().wakeSignals(open)) {
            long[] n = {0};
            await().until(() -> {
                box().store(box().toBob(n[0]++));
                return open.of(BOB) > 0;
            });
        }
        assertThat(closed.owners()).isEmpty();
    }

    /** A burst may cause one signal or many; whoever reads after the last one has everything. */
    @Test
    default void readingAtEverySignalAndNowAndThenMissesNothing() {
        HeardWakes wakes = new HeardWakes();
        try (Mailbox.WakeRegistration registration = mailbox().wakeSignals(wakes)) {
            Lease bob = box().attach(BOB);
            List<CompletionStage<AppendResult>> answers = new ArrayList<>();
            for (int n = 0; n < 40; n++) {
                answers.add(mailbox().append(box().toBob(n)));
            }
            List<Held> seen = new ArrayList<>();
            await().pollInterval(Duration.ofMillis(5)).until(() -> {
                Optional<Position> after = seen.isEmpty()
                        ? Optional.empty()
                        : Optional.of(seen.get(seen.size() - 1).position());
                seen.addAll(box().read(bob, after, 7).entries());
                return seen.size() == 40;
            });
            answers.forEach(MailboxFixtures::get);
            assertThat(seen).isEqualTo(box().readAll(bob));
            assertThat(wakes.of(BOB)).isBetween(1, 40);
        }
    }
}
