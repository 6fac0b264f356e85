package dev.doubletick.broker.wakeup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.broker.mailbox.WaitingMail;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** When a phone that was woken is reminded, and how long a wake-up lasts. */
class ReminderDecisionsTest extends DecisionsFixture {

    @Test
    void remindsOnScheduleAndThenNoMore() {
        Instant first = clock.instant();
        store(BOB);
        pass(Duration.ofSeconds(3));
        pass(Duration.ofHours(2));
        pass(Duration.ofDays(2));
        pass(Duration.ofDays(10));

        assertThat(put).extracting(one -> one.wakeUp().reminder()).containsExactly(0, 1, 2, 3);
        assertThat(put).extracting(Put::at).satisfies(times -> {
            assertThat(times.get(1)).isBetween(first.plus(Duration.ofHours(1)), first.plus(Duration.ofHours(2)));
            assertThat(times.get(2)).isBetween(first.plus(Duration.ofDays(1)), first.plus(Duration.ofDays(2)));
            assertThat(times.get(3)).isBetween(first.plus(Duration.ofDays(7)), first.plus(Duration.ofDays(8)));
        });
        assertThat(counted("decided.reminder")).isEqualTo(3);
    }

    @Test
    void aMessageThatExpiresSoonBringsNoReminderForward() {
        Instant first = clock.instant();
        store(BOB, Duration.ofMinutes(1));
        pass(Duration.ofSeconds(10));
        store(BOB);
        pass(Duration.ofMinutes(5));
        assertThat(put).extracting(one -> one.wakeUp().reminder()).containsOnly(0);
        pass(Duration.ofHours(2));

        assertThat(put).extracting(one -> one.wakeUp().reminder()).containsExactly(0, 0, 1);
        assertThat(put.get(2).at()).isBetween(first.plus(Duration.ofHours(1)), first.plus(Duration.ofHours(2)));
    }

    @Test
    void aWakeUpThatHasEndedIsRenewedOnceIfLaterMailOutlivesIt() {
        Instant first = clock.instant();
        store(BOB, Duration.ofMinutes(1));
        pass(Duration.ofSeconds(10));
        store(BOB, Duration.ofHours(50));
        pass(Duration.ofSeconds(45));
        assertThat(put).hasSize(1);
        assertThat(put.get(0).wakeUp().expires()).isEqualTo(first.plus(Duration.ofMinutes(1)));
        pass(Duration.ofMinutes(4));

        assertThat(put).hasSize(2);
        assertThat(put.get(1).at())
                .isBetween(
                        first.plus(Duration.ofMinutes(1)),
                        first.plus(Duration.ofMinutes(1)).plusSeconds(3));
        assertThat(put.get(1).wakeUp().expires())
                .isEqualTo(first.plusSeconds(10).plus(Duration.ofHours(50)));
        assertThat(counted("decided.renewal")).isEqualTo(1);
        pass(Duration.ofMinutes(20));
        assertThat(put).hasSize(2);
    }

    @Test
    void mailThatEndsALittleLaterThanItsWakeUpRenewsNothing() {
        store(BOB);
        pass(Duration.ofSeconds(10));
        store(BOB);
        pass(Duration.ofDays(40));

        assertThat(put).extracting(one -> one.wakeUp().reminder()).containsExactly(0, 1, 2, 3);
        assertThat(decisions.phones()).isZero();
    }

    @Test
    void mailThatIsFoundAtTheStartLastsAsLongAsTheLastOfIt() {
        Instant now = clock.instant();
        store(BOB, Duration.ofSeconds(1));
        decisions.onFound(new WaitingMail(BOB, now, now.plus(MONTH)), now);
        pass(Duration.ofSeconds(5));

        assertThat(put).hasSize(1);
    }

    @Test
    void aClockThatIsSetForwardBringsNothingForward() {
        store(BOB);
        clock.advance(Duration.ofDays(2));
        pass(Duration.ofSeconds(1));
        assertThat(put).isEmpty();
        pass(Duration.ofSeconds(2));
        clock.advance(Duration.ofDays(2));
        pass(Duration.ofMinutes(4));

        assertThat(put).extracting(one -> one.wakeUp().reminder()).containsExactly(0);
    }

    @Test
    void doesNotRemindOfMailThatIsGone() {
        store(BOB);
        pass(Duration.ofSeconds(3));
        mail = false;
        pass(Duration.ofHours(2));

        assertThat(put).hasSize(1);
        assertThat(decisions.phones()).isZero();
    }

    @Test
    void aReminderThatFellDueWhileTheBrokerWasAwayComesOnce() {
        Instant decidedBy = clock.instant().minus(Duration.ofDays(3));
        Instant accepted = decidedBy.minus(Duration.ofMinutes(10));
        decisions.onFound(new WaitingMail(BOB, accepted, clock.instant().plus(MONTH)), decidedBy);
        pass(Duration.ofSeconds(5));

        assertThat(put).extracting(one -> one.wakeUp().reminder()).containsExactly(2);
    }
}
