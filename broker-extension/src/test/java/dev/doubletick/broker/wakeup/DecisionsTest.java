package dev.doubletick.broker.wakeup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.broker.forwarding.MailProgress;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.broker.mailbox.WaitingMail;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.server.WakeUpNotice;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whom to wake, and when. */
class DecisionsTest extends DecisionsFixture {

    @Test
    void wakesAPhoneThatIsAwayAfterTheGraceAndOnce() {
        Instant first = clock.instant();
        for (int n = 0; n < 20; n++) {
            store(BOB);
        }
        pass(Duration.ofMillis(1_750));
        assertThat(put).isEmpty();

        pass(Duration.ofMillis(500));
        assertThat(put).singleElement().satisfies(one -> {
            assertThat(one.phone()).isEqualTo(BOB);
            assertThat(one.wakeUp()).isEqualTo(WakeUpNotice.of(0, first, first.plus(MONTH)));
        });
        store(BOB);
        pass(Duration.ofMinutes(4));
        assertThat(put).hasSize(1);
        assertThat(counted("decided.offline")).isEqualTo(1);
        // All but the one that has caused it.
        assertThat(counted("suppressed.woken-already")).isEqualTo(20);
    }

    @Test
    void doesNotWakeAPhoneThatComesWithinTheGrace() {
        store(BOB);
        pass(Duration.ofSeconds(1));
        connect(MailProgress.FETCHED);
        pass(Duration.ofSeconds(10));

        assertThat(put).isEmpty();
        assertThat(decisions.phones()).isZero();
        assertThat(counted("suppressed.acknowledged")).isEqualTo(1);
    }

    @Test
    void wakesAgainOnceThePhoneHasBeenThere() {
        store(BOB);
        pass(Duration.ofSeconds(3));
        connect(MailProgress.FETCHED);
        pass(Duration.ofSeconds(2));
        disconnect();
        store(BOB);
        pass(Duration.ofSeconds(3));

        assertThat(put).hasSize(2);
    }

    @Test
    void wakesAPhoneThatIsConnectedAndSilentAndNotAgainUntilItComesBack() {
        connect(MailProgress.MOVING);
        store(BOB);
        pass(Duration.ofSeconds(8));
        assertThat(put).isEmpty();
        connected.put(BOB, MailProgress.STUCK);
        pass(Duration.ofSeconds(30));
        assertThat(put).hasSize(1);
        assertThat(counted("decided.unacknowledged")).isEqualTo(1);

        disconnect();
        store(BOB);
        pass(Duration.ofMinutes(4));
        assertThat(put).hasSize(1);
    }

    @Test
    void aSilentPhoneThatSpeaksAgainCountsAsBack() {
        connect(MailProgress.STUCK);
        store(BOB);
        pass(Duration.ofSeconds(3));
        connected.put(BOB, MailProgress.FETCHED);
        pass(Duration.ofSeconds(3));
        disconnect();
        store(BOB);
        pass(Duration.ofSeconds(3));

        assertThat(put).hasSize(2);
    }

    @Test
    void wakesAPhoneThatGoesWithoutHavingFetchedItsMail() {
        connect(MailProgress.MOVING);
        store(BOB);
        pass(Duration.ofSeconds(5));
        disconnect();
        pass(Duration.ofMillis(1_750));
        assertThat(put).isEmpty();
        pass(Duration.ofMillis(500));

        assertThat(put).hasSize(1);
    }

    @Test
    void doesNotWakeAPhoneAgainThatFetchedEverythingAndWentAtOnce() {
        store(BOB);
        pass(Duration.ofSeconds(3));
        assertThat(put).hasSize(1);

        // Within a second: nobody has looked after it meanwhile.
        connect(MailProgress.FETCHED);
        mail = false;
        disconnect();
        pass(Duration.ofSeconds(30));

        assertThat(put).hasSize(1);
        assertThat(decisions.phones()).isZero();
    }

    @Test
    void doesNotWakeAConnectedPhoneThatAcknowledgesAndGoesAtOnce() {
        connect(MailProgress.FETCHED);
        store(BOB);
        mail = false;
        disconnect();
        pass(Duration.ofSeconds(30));

        assertThat(put).isEmpty();
        assertThat(decisions.phones()).isZero();
        assertThat(counted("suppressed.acknowledged")).isEqualTo(1);
    }

    @Test
    void doesNotWakeAConnectedPhoneForWhatMayCauseNoPush() {
        connect(MailProgress.STUCK);
        store(BOB);
        // The message was acknowledged; a silent one is under way.
        mail = false;
        pass(Duration.ofSeconds(30));

        assertThat(put).isEmpty();
    }

    @Test
    void theWakeUpOfAPhoneThatWentIsOfATimeAfterItWent() {
        connect(MailProgress.MOVING);
        store(BOB);
        pass(Duration.ofMillis(5_250));
        Instant gone = clock.instant();
        disconnect();
        pass(Duration.ofSeconds(3));

        assertThat(put).singleElement().satisfies(one -> assertThat(one.wakeUp().since())
                .isEqualTo(gone));
    }

    @Test
    void aClockThatIsSetBackHoldsUpNothing() {
        decisions = started(WakeUpPolicy.DEFAULT);
        clock.advance(Duration.ofHours(-1));
        store(BOB);
        pass(Duration.ofSeconds(31));
        assertThat(put).hasSize(1);

        connect(MailProgress.MOVING);
        clock.advance(Duration.ofHours(-1));
        connected.put(BOB, MailProgress.FETCHED);
        pass(Duration.ofSeconds(2));
        assertThat(decisions.phones()).isZero();
        assertThat(decisions.settled()).isTrue();
    }

    @Test
    void doesNotWakeForMailThatHasExpired() {
        store(BOB, Duration.ofSeconds(1));
        pass(Duration.ofSeconds(5));

        assertThat(put).isEmpty();
        assertThat(decisions.phones()).isZero();
        assertThat(counted("suppressed.expired")).isEqualTo(1);
    }

    @Test
    void triesAgainUntilTheWakeUpIsStored() {
        mailboxAway = true;
        store(BOB);
        pass(Duration.ofSeconds(5));
        assertThat(put).isEmpty();
        mailboxAway = false;
        pass(Duration.ofSeconds(2));

        assertThat(put).hasSize(1);
        assertThat(put.get(0).wakeUp().reminder()).isZero();
    }

    @Test
    void leavesPhonesTimeToReconnectAfterAStart() {
        decisions = started(WakeUpPolicy.DEFAULT);
        store(BOB);
        pass(Duration.ofSeconds(29));
        assertThat(put).isEmpty();
        pass(Duration.ofSeconds(2));

        assertThat(put).hasSize(1);
    }

    @Test
    void afterARestartWakesThoseThatNobodyDecidedAndNotTheOthers() {
        MailboxOwner carol = MailboxOwner.of(PhoneNumber.ofDigits("4915100000003"));
        Instant decidedBy = clock.instant().minusSeconds(20);
        Instant expires = clock.instant().plus(MONTH);
        decisions.onFound(new WaitingMail(BOB, decidedBy.minusSeconds(5), expires), decidedBy);
        decisions.onFound(new WaitingMail(carol, decidedBy.minusSeconds(60), expires), decidedBy);
        pass(Duration.ofSeconds(5));
        assertThat(put).extracting(Put::phone).containsExactly(BOB);

        store(carol);
        pass(Duration.ofMinutes(4));
        assertThat(put).hasSize(1);
        pass(Duration.ofHours(2));
        assertThat(put).extracting(Put::phone).containsOnly(BOB, carol).hasSize(3);
        assertThat(put)
                .filteredOn(one -> one.phone().equals(carol))
                .singleElement()
                .satisfies(one -> assertThat(one.wakeUp().reminder()).isEqualTo(1));
    }

    @Test
    void forgetsThoseThatWereWokenIfThereAreTooMany() {
        WakeUpPolicy few =
                new WakeUpPolicy(Duration.ofSeconds(2), Duration.ofSeconds(10), List.of(), Duration.ofSeconds(30), 100);
        decisions = decisions(few);
        for (int n = 0; n < 150; n++) {
            store(MailboxOwner.of(PhoneNumber.ofDigits(Long.toString(4915200000000L + n))));
        }
        pass(Duration.ofSeconds(5));

        assertThat(put).hasSize(150);
        assertThat(decisions.phones()).isLessThanOrEqualTo(100);
        assertThat(counted("forgotten")).isEqualTo(150 - decisions.phones());
    }
}
