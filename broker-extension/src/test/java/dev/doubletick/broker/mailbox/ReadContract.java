package dev.doubletick.broker.mailbox;

import static dev.doubletick.broker.mailbox.MailboxFixtures.ALICE;
import static dev.doubletick.broker.mailbox.MailboxFixtures.BOB;
import static dev.doubletick.broker.mailbox.MailboxFixtures.get;
import static dev.doubletick.broker.mailbox.MailboxFixtures.id;
import static dev.doubletick.broker.mailbox.MailboxFixtures.message;
import static dev.doubletick.broker.mailbox.MailboxFixtures.phone;
import static dev.doubletick.broker.mailbox.MailboxFixtures.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doubletick.broker.mailbox.AppendResult.Stored;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** What a reader sees, and where it goes on. */
interface ReadContract extends ContractTest {

    @Test
    default void everyAcknowledgedAppendIsRead() {
        Lease lease = box().attach(BOB);
        Optional<Position> after = Optional.empty();
        for (int n = 0; n < 40; n++) {
            Position position = box().store(box().toBob(n));
            ReadBatch batch = box().read(lease, after, 10);
            assertThat(batch.entries()).extracting(Held::position).containsExactly(position);
            after = Optional.of(batch.through());
        }
    }

    @Test
    default void readStopsAtItsLimitsAndGoesOn() {
        for (int n = 0; n < 10; n++) {
            box().store(box().toBob(n));
        }
        Lease bob = box().attach(BOB);
        ReadBatch three = box().read(bob, Optional.empty(), 3);
        assertThat(three.entries()).hasSize(3);
        assertThat(three.more()).isTrue();
        assertThat(three.through()).isEqualTo(three.entries().get(2).position());
        ReadBatch one = get(mailbox().read(bob, Optional.of(three.through()), 100, 1));
        assertThat(one.entries()).extracting(h -> text(h.entry())).containsExactly("message 3");
        ReadBatch rest = box().read(bob, Optional.of(one.through()), 100);
        assertThat(rest.entries()).hasSize(6);
        assertThat(rest.more()).isFalse();
        assertThat(box().read(bob, Optional.of(rest.through()), 100).entries()).isEmpty();
    }

    @Test
    default void nothingLiesBetweenAPreviousPositionAndItsSuccessor() {
        Lease bob = box().attach(BOB);
        Position through = box().read(bob, Optional.empty(), 100).through();
        for (int n = 0; n < 40; n++) {
            AppendResult.Stored stored = (AppendResult.Stored) get(mailbox().append(box().toBob(n)));
            ReadBatch batch = box().read(bob, Optional.of(through), 100);
            assertThat(batch.entries()).extracting(Held::position).containsExactly(stored.position());
            Position before = through;
            stored.previous().ifPresent(previous -> assertThat(previous).isLessThanOrEqualTo(before));
            through = batch.through();
        }
        Position all = through;
        box().store(message(ALICE, BOB, id(3, 1), "x", box().clock().instant()));
        Lease alice = box().attach(ALICE);
        Acknowledged receipt = box().acknowledge(alice, box().readAll(alice));
        AppendResult.Stored after = (AppendResult.Stored) get(mailbox().append(box().toBob(1000)));
        // The receipt lies between: whoever has read through "all" must not take the new message as the next one.
        assertThat(receipt.removed()).isEqualTo(1);
        after.previous().ifPresent(previous -> assertThat(previous).isNotEqualTo(all));
        assertThat(box().read(bob, Optional.of(all), 100).entries()).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    default void expiredIsNeitherReadNorInTheWay() {
        box().store(Entry.builder(
                        BOB, EntryKind.MESSAGE, id(1, 1), box().clock().instant())
                .sender(ALICE)
                .expiresAfter(Duration.ofMinutes(1))
                .build());
        box().store(box().toBob(2));
        box().clock().advance(Duration.ofMinutes(2));
        Lease bob = box().attach(BOB);
        assertThat(box().readAll(bob)).extracting(h -> h.entry().id()).containsExactly(id(1, 2));
        box().store(box().toBob(1));
        assertThat(box().readAll(bob)).extracting(h -> h.entry().id()).containsExactly(id(1, 2), id(1, 1));
        box().clock().advance(Duration.ofDays(31));
        assertThat(box().readAll(bob)).isEmpty();
    }

    @Test
    default void expiredMakesRoom() {
        for (int n = 0; n < MailboxUnderTest.LIMITS.messages(); n++) {
            box().store(box().toBob(n));
        }
        box().clock().advance(Duration.ofDays(31));
        await().until(() -> get(mailbox().append(box().toBob(1000))) instanceof Stored);
        await().untilAsserted(
                        () -> assertThat(get(mailbox().depth(BOB)).messages()).isEqualTo(1));
    }

    @Test
    default void everyAcknowledgedAppendIsReadAlsoWhileOthersAppend() throws InterruptedException {
        Lease lease = box().attach(BOB);
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int sender = 0; sender < 4; sender++) {
            MailboxOwner from = phone(sender);
            Thread thread = new Thread(() -> {
                for (int n = 0; n < 10; n++) {
                    Position position = box().store(message(
                            BOB, from, id(1, n), "x", box().clock().instant()));
                    assertThat(box().readAll(lease)).extracting(Held::position).contains(position);
                }
            });
            thread.setUncaughtExceptionHandler((t, e) -> failures.add(e));
            threads.add(thread);
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
    }

    @Test
    default void readingGoesOnBehindAPositionWhoseEntryIsGone() {
        for (int n = 0; n < 3; n++) {
            box().store(box().toBob(n));
        }
        Lease bob = box().attach(BOB);
        List<Held> held = box().readAll(bob);
        box().acknowledge(bob, held.subList(0, 2));
        assertThat(box().read(bob, Optional.of(held.get(0).position()), 10).entries())
                .containsExactly(held.get(2));
        assertThat(box().read(bob, Optional.of(held.get(1).position()), 10).entries())
                .containsExactly(held.get(2));
    }

    @Test
    default void positionsAreGoodAndInOrderAfterARestart() {
        Position first = box().store(box().toBob(1));
        Position second = box().store(box().toBob(2));
        box().restart();
        Position third = box().store(box().toBob(3));
        Lease bob = box().attach(BOB);
        assertThat(box().readAll(bob)).extracting(Held::position).containsExactly(first, second, third);
        assertThat(box().read(bob, Optional.of(first), 10).entries())
                .extracting(Held::position)
                .containsExactly(second, third);
        assertThat(third).isGreaterThan(second);
    }

    @Test
    default void positionIsNotUsedAgainAfterItsEntryIsGone() {
        Set<Position> positions = new HashSet<>();
        for (int n = 0; n < 5; n++) {
            assertThat(positions.add(box().store(box().toBob(1)))).isTrue();
            Lease bob = box().attach(BOB);
            box().acknowledge(bob, box().readAll(bob));
            box().restart();
        }
    }
}
