package dev.doubletick.broker.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.protocol.Presence;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is told of a phone that comes and goes. */
class PresenceBoardTest extends PresenceBoardFixture {

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
    void recordsEverybodyWhenTheBrokerStops() {
        connect(WHO, 1);
        connect(OTHER, 1);
        Instant went = clock.instant();
        disconnect(OTHER, 1);
        thread.advance(Duration.ofSeconds(1));

        board.recordAll();

        assertThat(recorded).containsEntry(WHO, clock.instant()).containsEntry(OTHER, went);
    }
}
