package dev.doubletick.broker.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.protocol.Presence;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who is told. */
class PresencePolicyTest extends PresenceBoardFixture {

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
}
