package dev.doubletick.registration.push.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doubletick.protocol.server.WakeUpCounts;
import dev.doubletick.registration.testing.MutableClock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BrokerCountsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MutableClock clock = new MutableClock();
    private final BrokerCounts counts = new BrokerCounts(registry, clock);

    private void told(String broker, Map<String, Long> counted) {
        counts.take(WakeUpCounts.topic(broker), WakeUpCounts.of(counted).toBytes());
    }

    private double shown(String name, String... tags) {
        return registry.get(name).tags(tags).functionCounter().count();
    }

    @Test
    void showsWhatEachBrokerToldLast() {
        told("a", Map.of("decided.offline", 1L, "suppressed.woken-already", 19L, "forgotten", 0L));
        told("b", Map.of("decided.offline", 7L));
        told("a", Map.of("decided.offline", 2L, "suppressed.woken-already", 38L, "forgotten", 3L));

        assertThat(shown("doubletick.push.decided", "broker", "a", "reason", "offline"))
                .isEqualTo(2);
        assertThat(shown("doubletick.push.suppressed", "broker", "a", "reason", "woken-already"))
                .isEqualTo(38);
        assertThat(shown("doubletick.push.forgotten", "broker", "a")).isEqualTo(3);
        assertThat(shown("doubletick.push.decided", "broker", "b", "reason", "offline"))
                .isEqualTo(7);
    }

    @Test
    void howManyPhonesWaitGoesDownToo() {
        told("a", Map.of("phones-waiting", 5L));
        told("a", Map.of("phones-waiting", 4L));

        assertThat(registry.get("doubletick.push.phones.waiting").gauge().value())
                .isEqualTo(4);
    }

    @Test
    void aBrokerThatIsGoneIsNotShownAnyMore() {
        told("a", Map.of("decided.offline", 1L));
        clock.advance(Duration.ofSeconds(59));
        told("b", Map.of("decided.offline", 1L));
        assertThat(registry.getMeters()).hasSize(2);

        clock.advance(Duration.ofSeconds(30));
        told("b", Map.of("decided.offline", 2L));

        assertThat(registry.getMeters())
                .extracting(Meter::getId)
                .singleElement()
                .satisfies(left -> assertThat(left.getTag("broker")).isEqualTo("b"));
    }

    @Test
    void whatIsNoCountChangesNothing() {
        counts.take(WakeUpCounts.topic("a"), "decided.offline many".getBytes(StandardCharsets.UTF_8));
        counts.take("x/wake/4915112345678", new byte[0]);

        assertThat(registry.getMeters()).isEmpty();
    }
}
