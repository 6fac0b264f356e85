package dev.doubletick.broker.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.broker.mailbox.Acknowledged;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.broker.mailbox.MailboxFixtures;
import dev.doubletick.protocol.MessageId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

    private Entry receipt(int count) {
        return Entry.builder(
                        ForwarderFixture.BOB, EntryKind.DELIVERED, MailboxFixtures.id(2, ++receipts), Instant.EPOCH)
                .payload(ByteBuffer.allocate(count * MessageId.LENGTH))
                .build();
    }
}
