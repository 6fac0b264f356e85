package dev.doubletick.broker.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.protocol.Presence;
import org.junit.jupiter.api.Test;

/** How watching begins and ends. */
class PresenceWatchingTest extends PresenceBoardFixture {

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
}
