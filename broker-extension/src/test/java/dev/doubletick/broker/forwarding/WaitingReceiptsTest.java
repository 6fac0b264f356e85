package dev.doubletick.broker.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.broker.mailbox.Held;
import dev.doubletick.broker.mailbox.MailboxFixtures;
import dev.doubletick.broker.mailbox.Position;
import dev.doubletick.protocol.MessageId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitingReceiptsTest {

    private static final PacketLimit NONE = new PacketLimit(Long.MAX_VALUE);

    private final Parcels parcels = new Parcels();
    private final WaitingReceipts receipts = new WaitingReceipts();

    private record At(int n) implements Position {
        @Override
        public int compareTo(Position other) {
            return Integer.compare(n, ((At) other).n);
        }
    }

    @Test
    void letsOneGoAtOnceAndJoinsThoseThatComeMeanwhile() {
        receipts.add(receipt(1, 1));
        List<Held> first = receipts.take(NONE);
        assertThat(first).hasSize(1);
        Parcel parcel = parcels.add(first, 0, NONE);
        receipts.underway(parcel);

        receipts.add(receipt(2, 1));
        receipts.add(receipt(3, 1));
        assertThat(receipts.take(NONE)).isEmpty();

        parcels.ended(parcel, Parcel.State.ACKNOWLEDGED);
        assertThat(receipts.take(NONE)).extracting(Held::position).containsExactly(new At(2), new At(3));
        assertThat(receipts.take(NONE)).isEmpty();
    }

    @Test
    void doesNotWaitForAParcelThatWasGivenUp() {
        receipts.add(receipt(1, 1));
        Parcel parcel = parcels.add(receipts.take(NONE), 0, NONE);
        receipts.underway(parcel);
        receipts.add(receipt(2, 1));

        parcels.forget(parcel);

        assertThat(receipts.take(NONE)).extracting(Held::position).containsExactly(new At(2));
    }

    @Test
    void takesNoMoreThanOnePayloadHoldsAndSaysWhenItHasNoRoom() {
        for (int n = 0; n < 5; n++) {
            receipts.add(receipt(n, 1000));
        }
        assertThat(receipts.hasRoom()).isFalse();

        assertThat(receipts.take(NONE)).hasSize(4);
        assertThat(receipts.hasRoom()).isTrue();
        assertThat(receipts.take(NONE)).hasSize(1);
    }

    private static Held receipt(int position, int ids) {
        ByteBuffer payload = ByteBuffer.allocate(ids * MessageId.LENGTH);
        return new Held(
                new At(position),
                Entry.builder(
                                MailboxFixtures.ALICE,
                                EntryKind.DELIVERED,
                                MailboxFixtures.id(1, position),
                                Instant.EPOCH)
                        .payload(payload)
                        .build());
    }
}
