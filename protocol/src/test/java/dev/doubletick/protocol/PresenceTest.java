package dev.doubletick.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class PresenceTest {

    @Test
    void isOneByteOrFive() {
        assertThat(Presence.unknown().toBytes()).containsExactly(0);
        assertThat(Presence.online().toBytes()).containsExactly(1);
        assertThat(Presence.lastSeen(Instant.ofEpochSecond(0x8000_0001L)).toBytes())
                .containsExactly(2, 0x80, 0, 0, 1);
    }

    @Test
    void readsWhatItWrites() {
        Presence[] all = {
            Presence.unknown(), Presence.online(), Presence.lastSeen(Instant.parse("2099-12-31T23:59:59.999Z"))
        };
        for (Presence presence : all) {
            assertThat(Presence.ofBytes(presence.toBytes())).contains(presence);
        }
        assertThat(all[2].lastSeen()).contains(Instant.parse("2099-12-31T23:59:59Z"));
    }

    @Test
    void writesATimeThatDoesNotFitAsTheNearestThatDoes() {
        assertThat(Presence.lastSeen(Instant.MAX).lastSeen()).contains(Instant.ofEpochSecond(0xFFFF_FFFFL));
        assertThat(Presence.lastSeen(Instant.MIN).lastSeen()).contains(Instant.EPOCH);
    }

    @Test
    void isEmptyForWhatItDoesNotKnow() {
        assertThat(Presence.ofBytes(new byte[0])).isEmpty();
        assertThat(Presence.ofBytes(new byte[] {3})).isEmpty();
        assertThat(Presence.ofBytes(new byte[] {-1})).isEmpty();
        assertThat(Presence.ofBytes(new byte[] {2, 0, 0, 0})).isEmpty();
        assertThat(ChatState.ofBytes(new byte[] {3})).isEmpty();
        assertThat(ChatState.ofBytes(new byte[] {-1})).isEmpty();
        assertThat(ChatState.ofBytes(new byte[] {1, 1})).isEmpty();
        assertThat(ChatState.ofBytes(new byte[0])).isEmpty();
    }

    @Test
    void leavesBytesThatFollowToNewerVersions() {
        assertThat(Presence.ofBytes(new byte[] {1, 9, 9})).contains(Presence.online());
        assertThat(Presence.ofBytes(new byte[] {2, 0, 0, 0, 5, 9}))
                .contains(Presence.lastSeen(Instant.ofEpochSecond(5)));
    }

    @Test
    void chatStatesAreOneByte() {
        assertThat(ChatState.IDLE.toBytes()).containsExactly(0);
        assertThat(ChatState.TYPING.toBytes()).containsExactly(1);
        assertThat(ChatState.RECORDING.toBytes()).containsExactly(2);
        assertThat(ChatState.ofBytes(new byte[] {2})).contains(ChatState.RECORDING);
    }
}
