package dev.doubletick.broker.mailbox;

import static dev.doubletick.broker.mailbox.MailboxFixtures.ALICE;
import static dev.doubletick.broker.mailbox.MailboxFixtures.BOB;
import static dev.doubletick.broker.mailbox.MailboxFixtures.get;
import static dev.doubletick.broker.mailbox.MailboxFixtures.id;
import static dev.doubletick.broker.mailbox.MailboxFixtures.message;
import static dev.doubletick.broker.mailbox.MailboxFixtures.phone;
import static dev.doubletick.broker.mailbox.MailboxFixtures.receiptIds;
import static dev.doubletick.broker.mailbox.MailboxFixtures.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.broker.mailbox.AppendResult.Full;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Removing what was delivered, and telling the senders, in one operation. */
interface AcknowledgeContract extends ContractTest {

    @Test
    default void acknowledgedIsGoneAndItsSenderHasAReceipt() {
        box().store(box().toBob(1));
        box().store(box().toBob(2));
        Lease bob = box().attach(BOB);
        List<Held> held = box().readAll(bob);
        Acknowledged acknowledged = box().acknowledge(bob, held.subList(0, 1));

        assertThat(acknowledged.removed()).isEqualTo(1);
        assertThat(box().readAll(bob)).extracting(h -> text(h.entry())).containsExactly("message 2");
        List<Held> receipts = box().readAll(box().attach(ALICE));
        assertThat(receiptIds(receipts)).containsOnly(id(1, 1));
        assertThat(acknowledged.receipts())
                .extracting(r -> new Held(r.position(), r.entry()))
                .isSubsetOf(receipts);
    }

    @Test
    default void acknowledgingReceiptsCausesNoReceipt() {
        box().store(box().toBob(1));
        Lease bob = box().attach(BOB);
        box().acknowledge(bob, box().readAll(bob));
        Lease alice = box().attach(ALICE);
        box().acknowledge(alice, box().readAll(alice));
        assertThat(box().readAll(alice)).isEmpty();
        assertThat(box().readAll(bob)).isEmpty();
        assertThat(get(mailbox().stats()).held()).isEqualTo(Depth.EMPTY);
    }

    @Test
    default void deliveryThatAsksForNoReceiptMakesNone() {
        box().store(box().toBob(1));
        Lease bob = box().attach(BOB);
        Held held = box().readAll(bob).get(0);
        get(mailbox()
                .acknowledge(
                        bob, List.of(new Delivered(held.position(), held.entry().id(), Optional.empty()))));
        assertThat(box().readAll(box().attach(ALICE))).isEmpty();
    }

    @Test
    default void repeatedAcknowledgementChangesNothing() {
        box().store(box().toBob(1));
        Lease bob = box().attach(BOB);
        List<Held> held = box().readAll(bob);
        box().acknowledge(bob, held);
        assertThat(box().acknowledge(bob, held).removed()).isZero();
        assertThat(receiptIds(box().readAll(box().attach(ALICE)))).containsOnly(id(1, 1));
        assertThat(get(mailbox().depth(BOB))).isEqualTo(Depth.EMPTY);
    }

    @Test
    default void positionWithAnotherIdRemovesNothing() {
        box().store(box().toBob(1));
        Lease bob = box().attach(BOB);
        Held held = box().readAll(bob).get(0);
        Acknowledged acknowledged =
                get(mailbox().acknowledge(bob, List.of(new Delivered(held.position(), id(1, 2), Optional.of(ALICE)))));
        assertThat(acknowledged).isEqualTo(new Acknowledged(0, List.of()));
        assertThat(box().readAll(bob)).containsExactly(held);
        assertThat(box().readAll(box().attach(ALICE))).isEmpty();
    }

    @Test
    default void receiptsFindAFullMailbox() {
        for (int n = 0; n < MailboxUnderTest.LIMITS.messages(); n++) {
            box().store(message(ALICE, BOB, id(2, n), "to alice", box().clock().instant()));
        }
        box().store(box().toBob(1));
        Lease bob = box().attach(BOB);
        box().acknowledge(bob, box().readAll(bob));
        assertThat(receiptIds(box().readAll(box().attach(ALICE)))).containsOnly(id(1, 1));
        assertThat(get(mailbox()
                        .append(message(
                                ALICE, BOB, id(2, 1000), "more", box().clock().instant()))))
                .isEqualTo(new Full());
    }

    @Test
    default void acknowledgementNeedsBothThePositionAndTheId() {
        Position first = box().store(box().toBob(1));
        Position second = box().store(box().toBob(2));
        Lease bob = box().attach(BOB);
        Acknowledged acknowledged = get(mailbox()
                .acknowledge(
                        bob,
                        List.of(
                                new Delivered(first, id(1, 2), Optional.of(ALICE)),
                                new Delivered(second, id(1, 2), Optional.of(ALICE)))));
        assertThat(acknowledged.removed()).isEqualTo(1);
        assertThat(box().readAll(bob)).extracting(Held::position).containsExactly(first);
        assertThat(receiptIds(box().readAll(box().attach(ALICE)))).containsOnly(id(1, 2));
    }

    @Test
    default void oneDeliveryNamedTwiceIsOneDelivery() {
        box().store(box().toBob(1));
        Lease bob = box().attach(BOB);
        Held held = box().readAll(bob).get(0);
        assertThat(box().acknowledge(bob, List.of(held, held)).removed()).isEqualTo(1);
        assertThat(new HashSet<>(receiptIds(box().readAll(box().attach(ALICE)))))
                .containsExactly(id(1, 1));
        assertThat(get(mailbox().depth(BOB))).isEqualTo(Depth.EMPTY);
    }

    @Test
    default void aSenderThatNeverTakesItsReceiptsMayCauseNoMoreOfThem() {
        Lease bob = box().attach(BOB);
        long n = 0;
        while (get(mailbox().append(box().toBob(n))) instanceof AppendResult.Stored) {
            box().acknowledge(bob, box().readAll(bob));
            n++;
            assertThat(n).isLessThan(MailboxUnderTest.LIMITS.receiptBytes());
        }
        assertThat(get(mailbox().append(box().toBob(n)))).isEqualTo(new AppendResult.ReceiptsWaiting());
        box().store(message(BOB, phone(3), id(2, 1), "others may", box().clock().instant()));
        box().store(Entry.builder(
                        BOB, EntryKind.MESSAGE, id(2, 2), box().clock().instant())
                .sender(ALICE)
                .idMadeByBroker()
                .build());
        box().restart();
        assertThat(get(mailbox().append(box().toBob(n)))).isEqualTo(new AppendResult.ReceiptsWaiting());

        Lease alice = box().attach(ALICE);
        box().acknowledge(alice, box().read(alice, Optional.empty(), 10).entries());
        box().store(box().toBob(n));
    }
}
