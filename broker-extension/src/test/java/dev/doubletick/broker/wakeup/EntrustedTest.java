package dev.doubletick.broker.wakeup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.EntryKind;
import dev.doubletick.broker.mailbox.Held;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.broker.mailbox.Position;
import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EntrustedTest {

    private static final MailboxOwner BOB = MailboxOwner.of(PhoneNumber.ofDigits("4915100000002"));

    private record Place(int number) implements Position {
        @Override
        public int compareTo(Position other) {
            return Integer.compare(number, ((Place) other).number);
        }
    }

    private final Entrusted entrusted = new Entrusted();

    /** Decided now. */
    private Held decided() {
        MessageId id = entrusted.idFor(BOB);
        return new Held(
                new Place(1),
                Entry.builder(WakeUpMailbox.OWNER, EntryKind.WAKE_UP, id, Instant.EPOCH)
                        .sender(BOB)
                        .build());
    }

    private static MessageId id(Held held) {
        return held.entry().id();
    }

    @Test
    void decisionsThatNobodyIsToldOfAreOne() {
        assertThat(id(decided())).isEqualTo(id(decided()));
    }

    @Test
    void aDecisionWhileAnotherIsBeingToldIsItsOwnAndComesAfterIt() {
        Held first = decided();
        assertThat(entrusted.admit(BOB, first)).isTrue();
        Held second = decided();
        Held third = decided();
        assertThat(id(second)).isNotEqualTo(id(first)).isEqualTo(id(third));
        assertThat(entrusted.admit(BOB, second)).isFalse();
        assertThat(entrusted.isSuperseded(BOB)).isTrue();

        assertThat(entrusted.ended(BOB, id(first))).contains(second);
        assertThat(entrusted.admit(BOB, second)).isTrue();
        assertThat(id(decided())).isEqualTo(id(first));
        assertThat(entrusted.ended(BOB, id(second))).isEmpty();
    }

    @Test
    void whatComesBackMayBeToldAgain() {
        Held first = decided();
        entrusted.admit(BOB, first);

        assertThat(entrusted.admit(BOB, first)).isTrue();
        assertThat(entrusted.isSuperseded(BOB)).isFalse();
    }
}
