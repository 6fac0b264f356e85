package dev.doubletick.benchmark.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doubletick.benchmark.line.MessageTag;
import dev.doubletick.benchmark.traffic.Outbox.Closing;
import org.junit.jupiter.api.Test;

class OutboxTest {

    @Test
    void sendsAWindowAndThenWaitsForSecondTicks() {
        Outbox outbox = open(new Outbox(1, 100, Closing.SECOND_TICK, true), 3);

        assertThat(startAll(outbox)).isEqualTo(3);
        outbox.accept(0);
        assertThat(outbox.mayStart()).isFalse();
        outbox.receipt(0);
        assertThat(startAll(outbox)).isEqualTo(1);
    }

    @Test
    void aSecondTickBeforeTheFirstDoesNotMakeRoomYet() {
        Outbox outbox = open(new Outbox(1, 100, Closing.SECOND_TICK, true), 1);
        startAll(outbox);

        outbox.receipt(0);
        assertThat(outbox.mayStart()).isFalse();
        outbox.accept(0);
        assertThat(outbox.mayStart()).isTrue();
    }

    @Test
    void depositingWaitsForFirstTicksOnly() {
        Outbox outbox = open(new Outbox(1, 100, Closing.FIRST_TICK, true), 2);
        startAll(outbox);

        outbox.accept(0);
        assertThat(startAll(outbox)).isEqualTo(1);
    }

    @Test
    void depositingNeedsAServerThatGivesFirstTicks() {
        assertThatThrownBy(() -> new Outbox(1, 100, Closing.FIRST_TICK, false))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void stopsAtItsQuota() {
        assertThat(startAll(open(new Outbox(1, 2, Closing.FIRST_TICK, true), 10)))
                .isEqualTo(2);
    }

    @Test
    void findsNumbersBySlotAlsoAfterSlotsComeRound() {
        Outbox outbox = open(new Outbox(1, Integer.MAX_VALUE, Closing.FIRST_TICK, true), 4);
        int number = -1;
        for (int i = 0; i < MessageTag.SLOTS + 10; i++) {
            number = outbox.start(i);
            assertThat(outbox.numberIn(MessageTag.slot(MessageTag.low(0, number))))
                    .isEqualTo(number);
            outbox.accept(number);
        }
        assertThat(number).isEqualTo(MessageTag.SLOTS + 9);
        assertThat(outbox.numberIn(number)).isEqualTo(-1);
    }

    @Test
    void remembersWhenAWindowWasSent() {
        Outbox outbox = open(new Outbox(1, 100, Closing.FIRST_TICK, true), 5);
        for (int i = 0; i < 20; i++) {
            outbox.start(1_000 + i);
        }
        assertThat(outbox.sentAt(19)).isEqualTo(1_019);
        assertThat(outbox.sentAt(15)).isEqualTo(1_015);
        assertThat(outbox.sentAt(0)).isEqualTo(Outbox.UNKNOWN);
    }

    @Test
    void aTickForWhatWasNotSentOrHadItIsRejected() {
        Outbox outbox = open(new Outbox(1, 100, Closing.SECOND_TICK, true), 2);
        startAll(outbox);

        assertThat(outbox.receipt(0)).isTrue();
        assertThat(outbox.receipt(0)).isFalse();
        assertThat(outbox.receipt(2)).isFalse();
        assertThat(outbox.receipt(-1)).isFalse();
        assertThat(outbox.accept(0)).isTrue();
        assertThat(outbox.accept(0)).isFalse();
    }

    @Test
    void aRefusedMessageIsOwedNothingAndMakesRoom() {
        Outbox outbox = open(new Outbox(1, 100, Closing.SECOND_TICK, true), 1);
        startAll(outbox);

        outbox.refuse(0);
        assertThat(outbox.mayStart()).isTrue();
        assertThat(outbox.isOwed(0)).isFalse();
        assertThat(outbox.isUnanswered(0)).isFalse();
        assertThat(outbox.isReceipted(0)).isFalse();
    }

    @Test
    void onlyWhatWasAcceptedIsOwedWhereTheServerSaysSo() {
        Outbox saying = open(new Outbox(1, 100, Closing.SECOND_TICK, true), 1);
        Outbox silent = open(new Outbox(1, 100, Closing.SECOND_TICK, false), 1);
        startAll(saying);
        startAll(silent);

        assertThat(saying.isOwed(0)).isFalse();
        assertThat(saying.isUnanswered(0)).isTrue();
        assertThat(silent.isOwed(0)).isTrue();
        assertThat(silent.isUnanswered(0)).isFalse();
        assertThat(silent.isOwed(1)).isFalse();
    }

    @Test
    void whatWasFilledIsOwed() {
        Outbox outbox = Outbox.filled(1, 3);

        assertThat(outbox.sent()).isEqualTo(3);
        assertThat(outbox.isOwed(2)).isTrue();
        assertThat(outbox.isOwed(3)).isFalse();
        assertThat(outbox.receipt(2)).isTrue();
        assertThat(outbox.sentAt(2)).isEqualTo(Outbox.UNKNOWN);
    }

    private static Outbox open(Outbox outbox, int window) {
        outbox.open(window);
        return outbox;
    }

    private static int startAll(Outbox outbox) {
        int started = 0;
        while (outbox.mayStart()) {
            outbox.start(0);
            started++;
        }
        return started;
    }
}
