package dev.doubletick.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AccountEventTest {

    @ParameterizedTest
    @EnumSource(AccountEvent.class)
    void isReadAsItWasWritten(AccountEvent event) {
        assertThat(event.toBytes()).hasSize(1);
        assertThat(AccountEvent.ofBytes(event.toBytes())).contains(event);
    }

    @Test
    void leavesWhatFollowsToNewerVersions() {
        assertThat(AccountEvent.ofBytes(new byte[] {1, 2, 3})).contains(AccountEvent.REPLACED);
    }

    @Test
    void doesNotKnowOtherBytes() {
        assertThat(AccountEvent.ofBytes(new byte[0])).isEmpty();
        assertThat(AccountEvent.ofBytes(new byte[] {0})).isEmpty();
        assertThat(AccountEvent.ofBytes(new byte[] {4, 1})).isEmpty();
    }
}
