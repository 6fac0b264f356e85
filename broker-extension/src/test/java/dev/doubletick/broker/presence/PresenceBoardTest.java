package dev.doubletick.broker.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.broker.account.Credential;
import dev.doubletick.broker.connection.PhoneConnection;
import dev.doubletick.broker.mailbox.SettableClock;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Presence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PresenceBoardTest {

    private static final PhoneNumber WHO = PhoneNumber.ofDigits("4915112345678");
    private static final PhoneNumber OTHER = PhoneNumber.ofDigits("4917698765432");
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(7);

    /** Something on its way to a watcher. */
    private record Telling(
            PhoneNumber watcher, PhoneNumber who, Presence presence, CompletableFuture<Boolean> subscribed) {}

    private final SettableClock clock = new SettableClock();
    private final ManualThread thread = new ManualThread(clock);
    private final List<Telling> tellings = new ArrayList<>();
    private final Map<PhoneNumber, Instant> recorded = new HashMap<>();
    private CompletableFuture<Optional<Instant>> found = CompletableFuture.completedFuture(Optional.empty());
    private PresencePolicy policy = PresencePolicy.EVERYONE;
    private boolean answering = true;
    private final PresenceBoard board = new PresenceBoard(
            thread,
            new LastSeen() {
                @Override
                public CompletableFuture<Optional<Instant>> find(PhoneNumber phone) {
                    return found;
                }

                @Override
                public void record(PhoneNumber phone, Instant at) {
                    recorded.put(phone, at);
                }

                @Override
                public void forget(PhoneNumber phone) {
                    recorded.remove(phone);
                }
            },
            (watcher, who) -> policy.maySee(watcher, who),
            (watcher, who, presence) -> {
                Telling telling = new Telling(watcher, who, presence, new CompletableFuture<>());
                tellings.add(telling);
                if (answering) {
                    telling.subscribed().complete(true);
                }
                return telling.subscribed();
            },
            clock,
            new PresenceTimes(GRACE, TRY_AGAIN));

    @Test
    void tellsThePresentStateAtOnceAndThenChanges() {
        watch(watcher(1), WHO);
        connect(WHO, 1);
        Instant went = clock.instant();
        disconnect(WHO, 1);
        thread.advance(GRACE);

        assertThat(told(1)).containsExactly(Presence.unknown(), Presence.online(), Presence.lastSeen(went));
    }

    @Test
    void tellsWhatTheDatabaseKnowsOfAPhoneThatIsAway() {
        Instant at = clock.instant().minusSeconds(3_600);
        found = CompletableFuture.completedFuture(Optional.of(at));

        watch(watcher(1), WHO);

        assertThat(told(1)).containsExactly(Presence.lastSeen(at));
    }

    @Test
    void aConnectionThatFlapsDoesNotFlicker() {
        connect(WHO, 1);
        watch(watcher(1), WHO);
        for (int serial = 1; serial < 20; serial++) {
            disconnect(WHO, serial);
            thread.advance(GRACE.minusMillis(1));
            connect(WHO, serial + 1);
            thread.advance(Duration.ofMillis(10));
        }

        assertThat(told(1)).containsExactly(Presence.online());
        assertThat(recorded).isEmpty();
    }

    @Test
    void goingIsAnnouncedAfterAWhileWithTheTimeAtWhichItWas() {
        connect(WHO, 1);
        watch(watcher(1), WHO);
        Instant went = clock.instant();
        disconnect(WHO, 1);

        thread.advance(GRACE.minusMillis(1));
        assertThat(told(1)).containsExactly(Presence.online());
        thread.advance(Duration.ofMillis(1));
        assertThat(told(1)).containsExactly(Presence.online(), Presence.lastSeen(went));
        assertThat(recorded).containsEntry(WHO, went);
    }

    @Test
    void theEndOfAConnectionThatWasReplacedIsNotTheEndOfThePhone() {
        connect(WHO, 1);
        watch(watcher(1), WHO);
        connect(WHO, 2);
        disconnect(WHO, 1);
        thread.advance(GRACE);

        assertThat(told(1)).containsExactly(Presence.online());
    }

    @Test
    void aWatcherThatSubscribesAgainIsToldAgain() {
        Watcher watcher = watcher(1);
        connect(WHO, 1);
        watch(watcher, WHO);
        watch(watcher, WHO);

        assertThat(told(1)).containsExactly(Presence.online(), Presence.online());
    }

    @Test
    void whoNoLongerWatchesIsNotTold() {
        Watcher watcher = watcher(1);
        watch(watcher, WHO);
        watcher.forget(WHO);
        board.unwatch(watcher, WHO);
        connect(WHO, 1);

        assertThat(told(1)).containsExactly(Presence.unknown());
    }

    @Test
    void aWatchThatEndedBeforeItBeganDoesNotBegin() {
        Watcher watcher = watcher(1);
        watcher.add(WHO);
        watcher.end();
        board.watch(watcher, WHO);
        thread.run();

        assertThat(tellings).isEmpty();
    }

    @Test
    void theEndOfAnOldConnectionsWatchLeavesTheNewOne() {
        Watcher old = watcher(1);
        Watcher anew = watcher(1);
        watch(old, WHO);
        watch(anew, WHO);
        old.end();
        board.unwatch(old, WHO);
        connect(WHO, 1);

        assertThat(told(1)).containsExactly(Presence.unknown(), Presence.unknown(), Presence.online());
    }

    @Test
    void whoMayNotSeeItHearsNothingOfTheChanges() {
        policy = (watcher, who) -> CompletableFuture.completedFuture(!watcher.equals(number(1)));
        connect(WHO, 1);
        watch(watcher(1), WHO);
        watch(watcher(2), WHO);
        disconnect(WHO, 1);
        thread.advance(GRACE);
        connect(WHO, 2);

        assertThat(told(1)).containsExactly(Presence.unknown());
        assertThat(told(2)).hasSize(3);
    }

    @Test
    void thePolicyIsAskedAgainAtEachChange() {
        connect(WHO, 1);
        watch(watcher(1), WHO);
        policy = (watcher, who) -> CompletableFuture.completedFuture(false);
        disconnect(WHO, 1);
        thread.advance(GRACE);
        connect(WHO, 2);
        policy = PresencePolicy.EVERYONE;
        disconnect(WHO, 2);
        thread.advance(GRACE);

        assertThat(told(1).subList(0, 2)).containsExactly(Presence.online(), Presence.unknown());
        assertThat(told(1)).hasSize(3);
        assertThat(told(1).get(2).state()).isEqualTo(Presence.State.LAST_SEEN);
    }

    @Test
    void aPolicyThatFailsLetsNobodySee() {
        connect(WHO, 1);
        policy = (watcher, who) -> CompletableFuture.failedFuture(new IllegalStateException("no answer"));
        watch(watcher(1), WHO);
        policy = (watcher, who) -> {
            throw new IllegalStateException("defect");
        };
        watch(watcher(2), WHO);

        assertThat(told(1)).containsExactly(Presence.unknown());
        assertThat(told(2)).containsExactly(Presence.unknown());
    }

    @Test
    void looksUpAgainWhatTheDatabaseCouldNotTell() {
        found = CompletableFuture.failedFuture(new IllegalStateException("the database is away"));
        watch(watcher(1), WHO);
        Instant at = clock.instant().minusSeconds(60);
        found = CompletableFuture.completedFuture(Optional.of(at));
        thread.advance(TRY_AGAIN);

        assertThat(told(1)).containsExactly(Presence.unknown(), Presence.lastSeen(at));
    }

    @Test
    void aLateAnswerOfTheDatabaseDoesNotUndoWhatHappenedMeanwhile() {
        found = new CompletableFuture<>();
        watch(watcher(1), WHO);
        connect(WHO, 1);
        found.complete(Optional.of(clock.instant().minusSeconds(60)));
        thread.run();

        assertThat(told(1)).containsExactly(Presence.online());
    }

    @Test
    void thousandsOfWatchersAreToldAFewAtATime() {
        connect(WHO, 1);
        for (int i = 1; i <= 1_000; i++) {
            watch(watcher(i), WHO);
        }
        tellings.clear();
        answering = false;

        disconnect(WHO, 1);
        thread.advance(GRACE);

        // However long the broker takes for these, it is not given more.
        assertThat(tellings).hasSize(Announcer.WINDOW);
        for (int i = 0; i < 1_000; i++) {
            tellings.get(i).subscribed().complete(true);
            thread.run();
            assertThat(tellings).hasSize(Math.min(1_000, i + 1 + Announcer.WINDOW));
        }
        assertThat(tellings).extracting(Telling::watcher).doesNotHaveDuplicates();
    }

    @Test
    void aPhoneWithManyWatchersDoesNotDelayTheOnlyWatcherOfAnother() {
        for (int i = 1; i <= 1_000; i++) {
            watch(watcher(i), WHO);
        }
        watch(watcher(5_000), OTHER);
        tellings.clear();
        answering = false;

        connect(WHO, 1);
        connect(OTHER, 1);
        for (int i = 0; i < Announcer.CHUNK; i++) {
            tellings.get(i).subscribed().complete(true);
            thread.run();
        }

        assertThat(tellings).extracting(Telling::who).contains(OTHER);
        assertThat(tellings).hasSizeLessThanOrEqualTo(Announcer.WINDOW + Announcer.CHUNK);
    }

    @Test
    void whoIsToldLateIsToldWhatHoldsThenAndNothingInBetween() {
        connect(WHO, 1);
        for (int i = 1; i <= 200; i++) {
            watch(watcher(i), WHO);
        }
        tellings.clear();
        answering = false;

        disconnect(WHO, 1);
        thread.advance(GRACE);
        connect(WHO, 2);
        for (int i = 0; i < tellings.size(); i++) {
            tellings.get(i).subscribed().complete(true);
            thread.run();
        }

        // The first ones hear of both changes, in order; those whose turn had not come have nothing to hear.
        assertThat(tellings).hasSize(2 * Announcer.WINDOW);
        for (Telling first : tellings.subList(0, Announcer.WINDOW)) {
            List<Presence> told = tellings.stream()
                    .filter(telling -> telling.watcher().equals(first.watcher()))
                    .map(Telling::presence)
                    .toList();
            assertThat(told).hasSize(2).last().isEqualTo(Presence.online());
        }
    }

    @Test
    void aWatcherIsToldOneThingAtATime() {
        watch(watcher(1), WHO);
        answering = false;
        connect(WHO, 1);
        disconnect(WHO, 1);
        thread.advance(GRACE);

        assertThat(told(1)).containsExactly(Presence.unknown(), Presence.online());
        tellings.get(1).subscribed().complete(true);
        thread.run();
        assertThat(told(1)).hasSize(3);
    }

    @Test
    void aWatcherThatTheBrokerDoesNotKnowAsSubscribedIsForgotten() {
        Watcher watcher = watcher(1);
        watch(watcher, WHO);
        answering = false;
        connect(WHO, 1);
        tellings.get(1).subscribed().complete(false);
        thread.run();
        disconnect(WHO, 1);
        thread.advance(GRACE);

        assertThat(told(1)).hasSize(2);
        assertThat(watcher.watches(WHO)).isFalse();
    }

    @Test
    void aTellingThatFailsIsMadeUpForWithTheNextChange() {
        connect(WHO, 1);
        answering = false;
        watch(watcher(1), WHO);
        tellings.get(0).subscribed().completeExceptionally(new IllegalStateException("the broker is busy"));
        thread.run();
        answering = true;
        disconnect(WHO, 1);
        thread.advance(GRACE);

        assertThat(told(1)).hasSize(2).last().extracting(Presence::state).isEqualTo(Presence.State.LAST_SEEN);
    }

    @Test
    void recordsEverybodyWhenTheBrokerStops() {
        connect(WHO, 1);
        connect(OTHER, 1);
        Instant went = clock.instant();
        disconnect(OTHER, 1);
        thread.advance(Duration.ofSeconds(1));

        board.recordAll();

        assertThat(recorded).containsEntry(WHO, clock.instant()).containsEntry(OTHER, went);
    }

    @Test
    void aPhoneWatchesAsManyAsItMayAndNoMore() {
        Watcher watcher = new Watcher(number(1), 2);

        assertThat(watcher.add(number(2))).isTrue();
        assertThat(watcher.add(number(3))).isTrue();
        assertThat(watcher.add(number(4))).isFalse();
        assertThat(watcher.add(number(3))).isTrue();
        watcher.forget(number(2));
        assertThat(watcher.add(number(4))).isTrue();
        assertThat(watcher.end()).containsExactlyInAnyOrder(number(3), number(4));
        assertThat(watcher.add(number(5))).isFalse();
    }

    private static PhoneNumber number(int i) {
        return PhoneNumber.ofDigits(Integer.toString(1_000_000 + i));
    }

    private static Watcher watcher(int i) {
        return new Watcher(number(i), 10);
    }

    private void watch(Watcher watcher, PhoneNumber who) {
        watcher.add(who);
        board.watch(watcher, who);
        thread.run();
    }

    private void connect(PhoneNumber phone, long serial) {
        board.connected(connection(phone, serial));
        thread.run();
    }

    private void disconnect(PhoneNumber phone, long serial) {
        board.disconnected(connection(phone, serial));
        thread.run();
    }

    private static PhoneConnection connection(PhoneNumber phone, long serial) {
        return new PhoneConnection(
                phone, serial, Credential.ofSha256(new byte[32]), false, Duration.ofDays(1), Long.MAX_VALUE);
    }

    private List<Presence> told(int watcher) {
        return tellings.stream()
                .filter(telling -> telling.watcher().equals(number(watcher)))
                .map(Telling::presence)
                .toList();
    }
}
