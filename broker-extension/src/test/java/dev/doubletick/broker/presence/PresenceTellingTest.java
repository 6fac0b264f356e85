package dev.doubletick.broker.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.protocol.Presence;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How those who watch are told: a few at a time, each one thing at a time. */
class PresenceTellingTest extends PresenceBoardFixture {

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
}
