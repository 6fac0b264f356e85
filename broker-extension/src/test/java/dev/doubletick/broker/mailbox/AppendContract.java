package dev.doubletick.broker.mailbox;

import static dev.doubletick.broker.mailbox.MailboxFixtures.ALICE;
import static dev.doubletick.broker.mailbox.MailboxFixtures.BOB;
import static dev.doubletick.broker.mailbox.MailboxFixtures.HOLDER;
import static dev.doubletick.broker.mailbox.MailboxFixtures.delivered;
import static dev.doubletick.broker.mailbox.MailboxFixtures.get;
import static dev.doubletick.broker.mailbox.MailboxFixtures.id;
import static dev.doubletick.broker.mailbox.MailboxFixtures.message;
import static dev.doubletick.broker.mailbox.MailboxFixtures.phone;
import static dev.doubletick.broker.mailbox.MailboxFixtures.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doubletick.broker.mailbox.AppendResult.Duplicate;
import dev.doubletick.broker.mailbox.AppendResult.Full;
import dev.doubletick.broker.mailbox.AppendResult.Stored;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes of an append: stored, a duplicate, or full. */
interface AppendContract extends ContractTest {

    @Test
    default void entryComesBackAsItWasAppended() {
        Entry entry = Entry.builder(
                        BOB, EntryKind.MESSAGE, id(7, 7), box().clock().instant())
                .sender(ALICE)
                .idMadeByBroker()
                .contentType(Optional.of("dt1"))
                .payload(ByteBuffer.wrap(new byte[] {1, 2, 3}))
                .silent(true)
                .expiresAfter(Duration.ofHours(1))
                .build();
        Position position = box().store(entry);
        assertThat(box().readAll(box().attach(BOB))).containsExactly(new Held(position, entry));
    }

    @Test
    default void orderOfSubmissionIsTheOrderOfReading() {
        List<CompletionStage<AppendResult>> answers = new ArrayList<>();
        for (int n = 0; n < 40; n++) {
            answers.add(mailbox().append(box().toBob(n)));
        }
        answers.forEach(MailboxFixtures::get);
        List<Held> held = box().readAll(box().attach(BOB));
        assertThat(held)
                .extracting(h -> text(h.entry()))
                .isEqualTo(IntStream.range(0, 40).mapToObj(n -> "message " + n).toList());
        assertThat(held).extracting(Held::position).isSorted().doesNotHaveDuplicates();
    }

    @Test
    default void repeatedIdIsADuplicateWhileTheEntryIsHeld() {
        Position first = box().store(box().toBob(1));
        AppendResult again = get(mailbox().append(box().toBob(1)));
        assertThat(again).isInstanceOf(Duplicate.class);
        ((Duplicate) again).held().ifPresent(held -> assertThat(held).isEqualTo(first));

        Lease lease = box().attach(BOB);
        box().acknowledge(lease, box().readAll(lease));
        assertThat(get(mailbox().append(box().toBob(1)))).isInstanceOf(Stored.class);
    }

    @Test
    default void repeatSubmittedBeforeTheAnswerIsADuplicateToo() {
        CompletionStage<AppendResult> first = mailbox().append(box().toBob(1));
        CompletionStage<AppendResult> second = mailbox().append(box().toBob(1));
        assertThat(get(first)).isInstanceOf(Stored.class);
        assertThat(get(second)).isInstanceOf(Duplicate.class);
        assertThat(box().readAll(box().attach(BOB))).hasSize(1);
    }

    @Test
    default void idIsOnlyADuplicateFromTheSameSenderToTheSameRecipient() {
        box().store(message(BOB, ALICE, id(1, 1), "a", box().clock().instant()));
        box().store(message(BOB, phone(3), id(1, 1), "b", box().clock().instant()));
        box().store(message(ALICE, phone(3), id(1, 1), "c", box().clock().instant()));
        assertThat(box().readAll(box().attach(BOB)))
                .extracting(h -> text(h.entry()))
                .containsExactly("a", "b");
    }

    @Test
    default void fullByMessagesDoesNotBurnTheId() {
        for (int n = 0; n < MailboxUnderTest.LIMITS.messages(); n++) {
            box().store(box().toBob(n));
        }
        assertThat(get(mailbox().append(box().toBob(1000)))).isEqualTo(new Full());
        assertThat(get(mailbox().append(box().toBob(1)))).as("held already").isInstanceOf(Duplicate.class);
        box().store(message(
                ALICE, BOB, id(1, 1000), "others have room", box().clock().instant()));

        Lease lease = box().attach(BOB);
        box().acknowledge(lease, box().read(lease, Optional.empty(), 1).entries());
        box().store(box().toBob(1000));
        assertThat(get(mailbox().append(box().toBob(1001)))).isEqualTo(new Full());
    }

    @Test
    default void fullByBytes() {
        String large = "x".repeat(9000);
        box().store(message(BOB, ALICE, id(1, 1), large, box().clock().instant()));
        box().store(message(BOB, ALICE, id(1, 2), large, box().clock().instant()));
        assertThat(get(mailbox()
                        .append(message(
                                BOB, ALICE, id(1, 3), large, box().clock().instant()))))
                .isEqualTo(new Full());
        box().store(message(BOB, ALICE, id(1, 3), "small", box().clock().instant()));
    }

    @Test
    default void limitsHoldAfterARestart() {
        for (int n = 0; n < MailboxUnderTest.LIMITS.messages(); n++) {
            box().store(box().toBob(n));
        }
        box().restart();
        assertThat(get(mailbox().append(box().toBob(1000)))).isEqualTo(new Full());
        assertThat(get(mailbox().append(box().toBob(0)))).isInstanceOf(Duplicate.class);
    }

    @Test
    default void deliveredReceiptsCannotBeAppended() {
        Entry receipt = Entry.builder(
                        BOB, EntryKind.DELIVERED, id(1, 1), box().clock().instant())
                .build();
        assertThatThrownBy(() -> mailbox().append(receipt)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void appendsOfManySendersAreEachInTheOrderOfTheirSubmission() throws InterruptedException {
        int senders = 4;
        int each = 10;
        List<Thread> threads = new ArrayList<>();
        for (int sender = 0; sender < senders; sender++) {
            MailboxOwner from = phone(sender);
            threads.add(new Thread(() -> {
                List<CompletionStage<AppendResult>> answers = new ArrayList<>();
                for (int n = 0; n < each; n++) {
                    answers.add(mailbox()
                            .append(message(
                                    BOB, from, id(1, n), "x", box().clock().instant())));
                }
                answers.forEach(MailboxFixtures::get);
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        List<Held> held = box().readAll(box().attach(BOB));
        for (int sender = 0; sender < senders; sender++) {
            MailboxOwner from = phone(sender);
            assertThat(held)
                    .filteredOn(h -> h.entry().sender().equals(Optional.of(from)))
                    .extracting(h -> h.entry().id())
                    .isEqualTo(IntStream.range(0, each).mapToObj(n -> id(1, n)).toList());
        }
    }

    @Test
    default void changesOfDifferentKindsAreCarriedOutInTheOrderOfTheirSubmission() {
        CompletionStage<AppendResult> before = mailbox().append(box().toBob(1));
        CompletionStage<Depth> deletion = mailbox().delete(BOB);
        CompletionStage<AppendResult> after = mailbox().append(box().toBob(2));
        assertThat(get(before)).isInstanceOf(Stored.class);
        assertThat(get(deletion).messages()).isEqualTo(1);
        assertThat(get(after)).isInstanceOf(Stored.class);
        assertThat(box().readAll(box().attach(BOB)))
                .extracting(h -> h.entry().id())
                .containsExactly(id(1, 2));
    }

    /** If one of them waited for the engine, it would wait for itself here. */
    @Test
    default void everyCallReturnsAtOnceAlsoOnTheThreadsOfTheMailbox() {
        CompletionStage<Depth> end = mailbox()
                .append(box().toBob(1))
                .thenCompose(stored -> mailbox().attach(BOB, HOLDER))
                .thenCompose(lease -> mailbox()
                        .read(lease, Optional.empty(), 10, 1 << 20)
                        .thenCompose(batch -> mailbox()
                                .acknowledge(
                                        lease, List.of(delivered(batch.entries().get(0)))))
                        .thenCompose(acknowledged -> mailbox().release(lease)))
                .thenCompose(released -> mailbox().stats())
                .thenCompose(stats -> mailbox().delete(ALICE))
                .thenCompose(deleted -> mailbox().depth(ALICE));
        assertThat(get(end)).isEqualTo(Depth.EMPTY);
    }
}
