package dev.doubletick.broker.mailbox;

import static dev.doubletick.broker.mailbox.MailboxFixtures.ALICE;
import static dev.doubletick.broker.mailbox.MailboxFixtures.BOB;
import static dev.doubletick.broker.mailbox.MailboxFixtures.HOLDER;
import static dev.doubletick.broker.mailbox.MailboxFixtures.delivered;
import static dev.doubletick.broker.mailbox.MailboxFixtures.get;
import static dev.doubletick.broker.mailbox.MailboxFixtures.id;
import static dev.doubletick.broker.mailbox.MailboxFixtures.message;
import static dev.doubletick.broker.mailbox.MailboxFixtures.phone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Who may read and acknowledge: whoever attached last. */
interface LeaseContract extends ContractTest {

    @Test
    default void newerAttachFencesTheOlderLease() {
        box().store(box().toBob(1));
        Lease older = box().attach(BOB);
        List<Held> held = box().readAll(older);
        assertThat(older.lost().toCompletableFuture()).isNotDone();
        Lease newer = get(mailbox().attach(BOB, new LeaseHolder("broker-2", "connection-9")));

        assertThat(newer.epoch()).isGreaterThan(older.epoch());
        assertThat(newer.holder().broker()).isEqualTo("broker-2");
        get(older.lost());
        assertThatThrownBy(() -> box().read(older, Optional.empty(), 1)).isInstanceOf(FencedException.class);
        assertThatThrownBy(() -> box().read(older, Optional.of(held.get(0).position()), 1))
                .isInstanceOf(FencedException.class);
        assertThatThrownBy(() -> box().acknowledge(older, held)).isInstanceOf(FencedException.class);
        box().store(box().toBob(2));
        assertThat(box().readAll(newer)).hasSize(2);
        assertThat(newer.lost().toCompletableFuture()).isNotDone();
    }

    @Test
    default void acknowledgementSubmittedAfterANewAttachIsFenced() {
        box().store(box().toBob(1));
        Lease older = box().attach(BOB);
        List<Held> held = box().readAll(older);
        CompletionStage<Lease> newer = mailbox().attach(BOB, HOLDER);
        CompletionStage<Acknowledged> late = mailbox().acknowledge(older, List.of(delivered(held.get(0))));
        assertThatThrownBy(() -> get(late)).isInstanceOf(FencedException.class);
        assertThat(box().readAll(get(newer))).isEqualTo(held);
    }

    @Test
    default void epochsGrowOverAnEmptyMailboxRestartAndDeletion() {
        long first = box().attach(BOB).epoch();
        box().restart();
        long second = box().attach(BOB).epoch();
        get(mailbox().delete(BOB));
        long third = box().attach(BOB).epoch();
        box().restart();
        assertThat(List.of(first, second, third, box().attach(BOB).epoch()))
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    default void releasedLeaseIsOfNoUseAndNotLost() {
        Lease lease = box().attach(BOB);
        get(mailbox().release(lease));
        get(mailbox().release(lease));
        assertThatThrownBy(() -> box().read(lease, Optional.empty(), 1)).isInstanceOf(FencedException.class);
        assertThat(lease.lost().toCompletableFuture()).isNotDone();
        box().store(box().toBob(1));
        assertThat(box().readAll(box().attach(BOB))).hasSize(1);
    }

    @Test
    default void releasingAFencedLeaseLeavesItsSuccessorAlone() {
        Lease older = box().attach(BOB);
        Lease newer = box().attach(BOB);
        get(mailbox().release(older));
        box().store(box().toBob(1));
        assertThat(box().readAll(newer)).hasSize(1);
    }

    @Test
    default void deletedMailboxIsEmptyAndItsLeaseLost() {
        box().store(box().toBob(1));
        box().store(message(
                phone(4915100), ALICE, id(1, 1), "another", box().clock().instant()));
        Lease bob = box().attach(BOB);
        assertThat(get(mailbox().delete(BOB)).messages()).isEqualTo(1);
        get(bob.lost());
        assertThatThrownBy(() -> box().read(bob, Optional.empty(), 1)).isInstanceOf(FencedException.class);
        assertThat(box().readAll(box().attach(BOB))).isEmpty();
        assertThat(get(mailbox().stats()).held().messages()).isEqualTo(1);
        box().store(box().toBob(1));
        assertThat(get(mailbox().delete(phone(77)))).isEqualTo(Depth.EMPTY);
    }

    @Test
    default void emptyMailboxIsAttachedAndReadFromThereOn() {
        Lease bob = box().attach(BOB);
        ReadBatch nothing = box().read(bob, Optional.empty(), 10);
        assertThat(nothing.entries()).isEmpty();
        assertThat(nothing.more()).isFalse();
        Position position = box().store(box().toBob(1));
        assertThat(box().read(bob, Optional.of(nothing.through()), 10).entries())
                .extracting(Held::position)
                .containsExactly(position);
    }

    @Test
    default void appendIsNeverFenced() {
        Lease older = box().attach(BOB);
        Lease newer = box().attach(BOB);
        box().store(box().toBob(1));
        get(mailbox().release(newer).thenApply(released -> true));
        box().store(box().toBob(2));
        assertThatThrownBy(() -> box().read(older, Optional.empty(), 1)).isInstanceOf(FencedException.class);
        assertThat(box().readAll(box().attach(BOB))).hasSize(2);
    }

    @Test
    default void leasesOfDifferentMailboxesDoNotConcernEachOther() {
        Lease bob = box().attach(BOB);
        Lease alice = box().attach(ALICE);
        box().attach(ALICE);
        get(alice.lost().thenApply(lost -> true));
        assertThat(bob.lost().toCompletableFuture()).isNotDone();
        box().store(box().toBob(1));
        assertThat(box().readAll(bob)).hasSize(1);
    }

    @Test
    default void fencedReaderSeesNothingOfWhatCameAfterItsSuccessor() {
        Lease older = box().attach(BOB);
        CompletionStage<Lease> newer = mailbox().attach(BOB, HOLDER);
        get(newer);
        box().store(box().toBob(1));
        assertThatThrownBy(() -> box().read(older, Optional.empty(), 10)).isInstanceOf(FencedException.class);
        assertThatThrownBy(() -> box().acknowledge(older, List.of())).isInstanceOf(FencedException.class);
    }
}
