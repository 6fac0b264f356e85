package dev.doubletick.broker.wakeup;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.protocol.PhoneNumber;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RoomTest {

    @Test
    void saysOnceAMinuteThatThereIsNoRoom() {
        WaitingPhones all = new WaitingPhones(new Times(Clock.systemUTC(), System::nanoTime));
        for (int n = 0; n < 3; n++) {
            MailboxOwner phone = MailboxOwner.of(PhoneNumber.ofDigits("491510000000" + n));
            all.stored(phone, Instant.EPOCH, Instant.EPOCH);
        }
        Room room = new Room(1, new WakeUpMetrics(new MetricRegistry()));

        int said = 0;
        for (int second = 0; second < 90; second++) {
            // None has been woken yet.
            said += room.make(all, waiting -> false, waiting -> true, Duration.ofSeconds(second)) ? 1 : 0;
        }

        assertThat(said).isEqualTo(2);
    }
}
