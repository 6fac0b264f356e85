package dev.doubletick.protocol.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doubletick.protocol.PhoneNumber;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WakeUpNoticeTest {

    private static final Instant SINCE = Instant.parse("2026-03-01T12:00:00.123Z");
    private static final Instant EXPIRES = SINCE.plusSeconds(60);

    @Test
    void readsWhatItWrote() {
        WakeUpNotice wakeUp = WakeUpNotice.of(255, SINCE, EXPIRES);

        assertThat(WakeUpNotice.ofBytes(wakeUp.toBytes())).contains(wakeUp);
        assertThat(wakeUp.toBytes()).hasSize(18).startsWith(1, 0xFF);
    }

    @Test
    void leavesWhatFollowsToNewerVersions() {
        WakeUpNotice wakeUp = WakeUpNotice.of(0, SINCE, EXPIRES);

        assertThat(WakeUpNotice.ofBytes(Arrays.copyOf(wakeUp.toBytes(), 40))).contains(wakeUp);
    }

    @Test
    void knowsWhatIsNone() {
        byte[] newer = WakeUpNotice.of(0, SINCE, EXPIRES).toBytes();
        newer[0] = 2;

        assertThat(WakeUpNotice.ofBytes(new byte[0])).isEmpty();
        assertThat(WakeUpNotice.ofBytes(new byte[17])).isEmpty();
        assertThat(WakeUpNotice.ofBytes(newer)).isEmpty();
        assertThatThrownBy(() -> WakeUpNotice.of(256, SINCE, EXPIRES)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesThePhoneInTheTopic() {
        PhoneNumber phone = PhoneNumber.ofE164("+4915112345678");

        assertThat(WakeUpNotice.topic(phone)).isEqualTo("x/wake/4915112345678");
        assertThat(WakeUpNotice.phone(WakeUpNotice.topic(phone))).contains(phone);
        assertThat(WakeUpNotice.phone("x/wake/none")).isEmpty();
        assertThat(WakeUpNotice.phone("m/4915112345678")).isEmpty();
    }
}
