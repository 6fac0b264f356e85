package dev.doubletick.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WakeUpTest {

    private static final Instant SINCE = Instant.parse("2026-03-01T12:00:00.123Z");
    private static final Instant EXPIRES = SINCE.plusSeconds(60);

    @Test
    void readsWhatItWrote() {
        WakeUp wakeUp = WakeUp.of(255, SINCE, EXPIRES);

        assertThat(WakeUp.ofBytes(wakeUp.toBytes())).contains(wakeUp);
        assertThat(wakeUp.toBytes()).hasSize(18).startsWith(1, 0xFF);
    }

    @Test
    void leavesWhatFollowsToNewerVersions() {
        WakeUp wakeUp = WakeUp.of(0, SINCE, EXPIRES);

        assertThat(WakeUp.ofBytes(Arrays.copyOf(wakeUp.toBytes(), 40))).contains(wakeUp);
    }

    @Test
    void knowsWhatIsNone() {
        byte[] newer = WakeUp.of(0, SINCE, EXPIRES).toBytes();
        newer[0] = 2;

        assertThat(WakeUp.ofBytes(new byte[0])).isEmpty();
        assertThat(WakeUp.ofBytes(new byte[17])).isEmpty();
        assertThat(WakeUp.ofBytes(newer)).isEmpty();
        assertThatThrownBy(() -> WakeUp.of(256, SINCE, EXPIRES)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesThePhoneInTheTopic() {
        PhoneNumber phone = PhoneNumber.ofE164("+4915112345678");

        assertThat(WakeUp.topic(phone)).isEqualTo("x/wake/4915112345678");
        assertThat(WakeUp.phone(WakeUp.topic(phone))).contains(phone);
        assertThat(WakeUp.phone("x/wake/none")).isEmpty();
        assertThat(WakeUp.phone("m/4915112345678")).isEmpty();
    }
}
