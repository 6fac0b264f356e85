package dev.doubletick.broker.forwarding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import dev.doubletick.broker.connection.PhoneConnection;
import dev.doubletick.broker.mailbox.Acknowledged;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.broker.mailbox.LeaseHolder;
import dev.doubletick.broker.mailbox.MailboxFixtures;
import dev.doubletick.protocol.Limits;
import dev.doubletick.protocol.MessageId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ForwarderTest {

    /** Takes receipts of four ids, and messages of some 40 characters. */
    private static final int SMALL = 100;

    private final ForwarderFixture bob = new ForwarderFixture();
    private int receipts;

    @Test
    void tellsOthersOfReceiptsOnlyOutsideOfItsMonitor() {
        bob.connect(false);
        Entry message = bob.message("hello");
        bob.send(bob.handed.get(0));

        bob.acknowledge(bob.handed.get(0));
        bob.runDue();

        assertThat(bob.toldUnderMonitor).isFalse();
        assertThat(bob.told)
                .singleElement()
                .extracting(Acknowledged.Receipt::entry)
                .extracting(Entry::id)
                .isEqualTo(message.id());
    }

    @Test
    void splitsReceiptsForAConnectionThatTakesSmallPacketsAndForgetsThemWithTheLastPart() {
        bob.connect(false, SMALL);
        Entry receipt = receipt(10);
        bob.offer(receipt);

        List<Integer> parts = new ArrayList<>();
        for (int n = 0; n < bob.handed.size(); n++) {
            assertThat(bob.mailbox.held(ForwarderFixture.BOB)).containsExactly(receipt);
            Parcel part = bob.handed.get(n);
            parts.add(part.payload().remaining() / MessageId.LENGTH);
            assertThat(bob.send(part)).isTrue();
            bob.acknowledge(part);
        }
        bob.runDue();

        assertThat(parts).containsExactly(4, 4, 2);
        assertThat(bob.mailbox.held(ForwarderFixture.BOB)).isEmpty();
    }

    @Test
    void joinsNoMoreReceiptsThanAConnectionTakes() {
        bob.connect(false, SMALL);
        bob.offer(receipt(1));
        for (int n = 0; n < 5; n++) {
            bob.offer(receipt(1));
        }
        for (int n = 0; n < bob.handed.size(); n++) {
            bob.acknowledge(bob.handed.get(n));
        }
        bob.runDue();

        assertThat(bob.handed)
                .extracting(parcel -> parcel.payload().remaining() / MessageId.LENGTH)
                .containsExactly(1, 4, 1);
        assertThat(bob.mailbox.held(ForwarderFixture.BOB)).isEmpty();
    }

    @Test
    void keepsAnyNumberOfMessagesBackThatAreTooLargeForTheConnectionWhileOthersArrive() {
        bob.connect(false, SMALL);
        for (int n = 0; n < 5 * Parcels.MAX_HELD; n++) {
            bob.message("x".repeat(100));
        }
        bob.message("small");
        assertThat(bob.texts()).containsExactly("small");
        bob.acknowledge(bob.handed.get(0));

        bob.connect(true);

        assertThat(bob.texts()).hasSize(1 + Forwarder.WINDOW);
    }

    @Test
    void doesNotLetASessionSendWhatItsNextConnectionDoesNotTake() {
        bob.connect(false);
        bob.offer(receipt(1));
        bob.offer(receipt(10));
        bob.acknowledge(bob.handed.get(0));
        bob.message("x".repeat(100));
        bob.connect(true, SMALL);

        assertThat(bob.send(bob.handed.get(1))).isFalse();
        assertThat(bob.send(bob.handed.get(2))).isFalse();

        assertThat(bob.handed).hasSize(4);
        assertThat(bob.handed.get(3).payload().remaining()).isEqualTo(4 * MessageId.LENGTH);
        assertThat(bob.send(bob.handed.get(3))).isTrue();
    }

    @Test
    void doesNotLetASessionSendWhatHasExpiredMeanwhile() {
        bob.connect(false);
        bob.offer(shortLived());
        bob.message("lasting");
        bob.connect(true);
        bob.clock.advance(Duration.ofHours(1));

        assertThat(bob.send(bob.handed.get(0))).isFalse();
        assertThat(bob.send(bob.handed.get(1))).isTrue();

        bob.acknowledge(bob.handed.get(0));
        assertThat(bob.told).isEmpty();
    }

    @Test
    void letsNothingPassWhatTheSessionDidNotTake() {
        bob.connect(false);
        CompletableFuture<Void> second = new CompletableFuture<>();
        bob.message("one");
        bob.answer = parcel -> second;
        bob.message("two");
        bob.answer = parcel -> CompletableFuture.completedFuture(null);
        bob.message("three");
        assertThat(bob.send(bob.handed.get(0))).isTrue();

        second.completeExceptionally(new IllegalStateException("not subscribed"));
        bob.message("four");

        assertThat(bob.send(bob.handed.get(2))).isFalse();
        bob.runDue();
        assertThat(bob.texts()).containsExactly("one", "two", "three", "two", "three", "four");
        bob.acknowledge(bob.handed.get(0));
        assertThat(bob.mailbox.held(ForwarderFixture.BOB)).hasSize(3);
    }

    @Test
    void handsOverTheRestOfABatchInWhichTheSessionThrows() {
        bob.message("one");
        bob.message("two");
        bob.message("three");
        bob.answer = parcel -> {
            bob.answer = next -> CompletableFuture.completedFuture(null);
            throw new IllegalStateException("the broker is stopping");
        };
        bob.connect(false);

        bob.runDue();

        assertThat(bob.texts()).containsExactly("one", "one", "two", "three");
        assertThat(bob.send(bob.handed.get(0))).isFalse();
    }

    @Test
    void givesUpOnAcknowledgementsOfAPhoneThatIsElsewhereNow() {
        PhoneConnection connection = bob.connect(false);
        bob.message("hello");
        bob.mailbox.answering(false);
        bob.acknowledge(bob.handed.get(0));
        bob.forwarder.onDisconnected(connection);
        bob.mailbox.attach(ForwarderFixture.BOB, new LeaseHolder("another broker", "1"));
        bob.mailbox.answering(true);

        assertThat(bob.runDue()).isZero();
        assertThat(bob.forwarder.retireIfIdle()).isTrue();
    }

    @Test
    void acknowledgesUnderTheNextLeaseWhatTheOneBeforeCouldNot() {
        PhoneConnection connection = bob.connect(false);
        bob.message("hello");
        bob.mailbox.answering(false);
        bob.acknowledge(bob.handed.get(0));
        bob.forwarder.onDisconnected(connection);
        bob.connect(true);
        bob.mailbox.answering(true);

        assertThat(bob.mailbox.held(ForwarderFixture.BOB)).isEmpty();
    }

    @Test
    void holdsAMegabyteForAPhoneThatAcknowledgesNothing() {
        String large = "x".repeat(Limits.MAX_PAYLOAD_BYTES);
        bob.connect(false);
        for (int n = 0; n < Forwarder.WINDOW; n++) {
            bob.message(large);
        }
        assertThat(bob.handed).hasSize((int) (Parcels.WINDOW_BYTES / Limits.MAX_PAYLOAD_BYTES));

        for (int n = 0; n < bob.handed.size(); n++) {
            bob.acknowledge(bob.handed.get(n));
        }
        assertThat(bob.handed).hasSize(Forwarder.WINDOW);
        assertThat(bob.mailbox.held(ForwarderFixture.BOB)).isEmpty();
    }

    @Test
    void isForgottenWithTheSessionNotLater() {
        bob.sessionExpiry = Duration.ofMinutes(1);
        PhoneConnection first = bob.connect(false);
        bob.message("hello");
        bob.forwarder.onDisconnected(first);
        assertThat(bob.forwarder.retireIfIdle()).isFalse();

        bob.sessionExpiry = Duration.ZERO;
        bob.forwarder.onDisconnected(bob.connect(true));
        assertThat(bob.forwarder.retireIfIdle()).isTrue();
    }

    @Test
    void readsNothingBackOfWhatComesWhileThePhoneKeepsUp() {
        bob.connect(false);
        int reads = bob.mailbox.reads();

        for (int n = 0; n < 1_000; n++) {
            bob.message("message " + n);
            bob.forwarder.wake();
            bob.send(bob.handed.get(n));
            bob.acknowledge(bob.handed.get(n));
        }

        assertThat(bob.handed).hasSize(1_000);
        assertThat(bob.mailbox.reads()).isEqualTo(reads);
    }

    @Test
    void readsOnWhenAReadIsWorthIt() {
        for (int n = 0; n < 1_000; n++) {
            bob.message("message " + n);
        }
        bob.connect(false);
        for (int n = 0; n < bob.handed.size(); n++) {
            bob.acknowledge(bob.handed.get(n));
        }

        assertThat(bob.handed).hasSize(1_000);
        assertThat(bob.mailbox.reads()).isLessThan(60);
    }

    @Test
    void tellsTheMailboxOfReceiptsThatHaveArrivedTogetherWithMessagesOrSoon() {
        bob.connect(false);
        bob.offer(receipt(1));
        bob.acknowledge(bob.handed.get(0));
        assertThat(bob.mailbox.acknowledged()).isEmpty();
        bob.message("hello");
        bob.acknowledge(bob.handed.get(1));
        assertThat(bob.mailbox.acknowledged())
                .singleElement()
                .asInstanceOf(LIST)
                .hasSize(2);

        bob.offer(receipt(1));
        bob.acknowledge(bob.handed.get(2));
        bob.runDue();
        assertThat(bob.mailbox.acknowledged()).hasSize(2);
        assertThat(bob.mailbox.held(ForwarderFixture.BOB)).isEmpty();
    }

    @Test
    void tellsTheMailboxEverythingBeforeItGivesTheLeaseBack() {
        PhoneConnection connection = bob.connect(false);
        bob.offer(receipt(1));
        bob.acknowledge(bob.handed.get(0));

        bob.forwarder.onDisconnected(connection);

        assertThat(bob.mailbox.held(ForwarderFixture.BOB)).isEmpty();
    }

    @Test
    void handsOverAnewWhatTheSessionHasLost() {
        bob.connect(false);
        bob.message("lost");
        bob.clock.advance(Duration.ofSeconds(19));
        bob.forwarder.check();
        assertThat(bob.handed).hasSize(1);

        bob.clock.advance(Duration.ofSeconds(2));
        bob.forwarder.check();

        assertThat(bob.texts()).containsExactly("lost", "lost");
        assertThat(bob.send(bob.handed.get(0))).isFalse();
    }

    private Entry shortLived() {
        return Entry.builder(ForwarderFixture.BOB, EntryKind.MESSAGE, MailboxFixtures.id(3, 1), bob.clock.instant())
                .sender(ForwarderFixture.ALICE)
                .expiresAfter(Duration.ofMinutes(1))
                .build();
    }

    private Entry receipt(int count) {
        return Entry.builder(
                        ForwarderFixture.BOB,
                        EntryKind.DELIVERED,
                        MailboxFixtures.id(2, ++receipts),
                        bob.clock.instant())
                .payload(ByteBuffer.allocate(count * MessageId.LENGTH))
                .build();
    }
}
