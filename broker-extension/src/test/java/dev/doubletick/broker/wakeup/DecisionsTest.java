package dev.doubletick.broker.wakeup;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import dev.doubletick.broker.forwarding.MailProgress;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.broker.mailbox.MailboxUnavailableException;
import dev.doubletick.broker.mailbox.SettableClock;
import dev.doubletick.broker.mailbox.WaitingMail;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.WakeUp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class DecisionsTest {

    private static final MailboxOwner BOB = MailboxOwner.of(PhoneNumber.ofDigits("4915100000002"));
    private static final Duration MONTH = Duration.ofDays(30);

    private record Put(MailboxOwner phone, WakeUp wakeUp, Instant at) {}

    private final SettableClock clock = new SettableClock();
    private Duration uptime = Duration.ZERO;
    private final MetricRegistry registry = new MetricRegistry();
    private final Map<MailboxOwner, MailProgress> connected = new HashMap<>();
    private final List<Put> put = new ArrayList<>();
    private boolean mailboxAway;
    private boolean mail = true;
    private Instant lasting = Instant.MIN;
    private Decisions decisions = decisions(WakeUpPolicy.DEFAULT);

    /** Started a while ago. */
    private Decisions decisions(WakeUpPolicy policy) {
        Decisions made = started(policy);
        pass(made, Duration.ofMinutes(1));
        return made;
    }

    private Decisions started(WakeUpPolicy policy) {
        Phones phones = new Phones() {
            @Override
            public boolean isConnected(MailboxOwner owner) {
                return connected.containsKey(owner);
            }

            @Override
            public MailProgress progress(MailboxOwner owner, Duration silence) {
                return connected.getOrDefault(owner, MailProgress.MOVING);
            }
        };
        WakeUpBox box = new WakeUpBox() {
            @Override
            public CompletionStage<Void> put(MailboxOwner phone, WakeUp wakeUp) {
                if (mailboxAway) {
                    return CompletableFuture.failedStage(new MailboxUnavailableException("away"));
                }
                put.add(new Put(phone, wakeUp, clock.instant()));
                return CompletableFuture.completedStage(null);
            }

            @Override
            public CompletionStage<Optional<WaitingMail>> waiting(MailboxOwner phone) {
                Instant now = clock.instant();
                return CompletableFuture.completedStage(
                        mail
                                ? Optional.of(
                                        new WaitingMail(phone, now, lasting.isAfter(now) ? lasting : now.plus(MONTH)))
                                : Optional.empty());
            }
        };
        return new Decisions(
                policy,
                phones,
                box,
                new Times(clock, () -> uptime.toNanos()),
                Runnable::run,
                new WakeUpMetrics(registry));
    }

    private void store(MailboxOwner owner) {
        store(owner, MONTH);
    }

    private void store(MailboxOwner owner, Duration expiry) {
        Instant expires = clock.instant().plus(expiry);
        lasting = expires.isAfter(lasting) ? expires : lasting;
        decisions.onStored(owner, clock.instant(), expires);
    }

    private void connect(MailProgress progress) {
        connected.put(BOB, progress);
        decisions.onConnected(BOB);
    }

    private void disconnect() {
        connected.remove(BOB);
        decisions.onDisconnected(BOB);
    }

    private void pass(Duration time) {
        pass(decisions, time);
    }

    /** In steps, as the real thread ticks. */
    private void pass(Decisions ticking, Duration time) {
        Instant end = clock.instant().plus(time);
        Duration step = time.compareTo(Duration.ofMinutes(5)) > 0 ? time.dividedBy(50) : Duration.ofMillis(250);
        while (clock.instant().isBefore(end)) {
            clock.advance(step);
            uptime = uptime.plus(step);
            ticking.tick();
        }
    }

    private long counted(String name) {
        return registry.counter("dev.doubletick.wake-ups." + name).getCount();
    }

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
            assertThat(one.wakeUp()).isEqualTo(WakeUp.of(0, first, first.plus(MONTH)));
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
    void aReminderThatFellDueWhileTheBrokerWasAwayComesOnce() {
        Instant decidedBy = clock.instant().minus(Duration.ofDays(3));
        Instant accepted = decidedBy.minus(Duration.ofMinutes(10));
        decisions.onFound(new WaitingMail(BOB, accepted, clock.instant().plus(MONTH)), decidedBy);
        pass(Duration.ofSeconds(5));

        assertThat(put).extracting(one -> one.wakeUp().reminder()).containsExactly(2);
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
