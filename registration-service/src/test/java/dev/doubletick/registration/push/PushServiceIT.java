package dev.doubletick.registration.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doubletick.protocol.PhoneNumber;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One instance of the push service. */
class PushServiceIT extends PushServiceSetUp {

    @Test
    void twentyMessagesAreOnePush() throws Exception {
        service();
        PhoneNumber bob = away();
        for (int n = 0; n < 20; n++) {
            alice.send(bob, "message " + n);
        }

        await().untilAsserted(
                        () -> assertThat(fakes.pushes().to(List.of(token(bob)))).hasSize(1));
        await().during(Duration.ofMillis(700))
                .untilAsserted(
                        () -> assertThat(fakes.pushes().to(List.of(token(bob)))).hasSize(1));
    }

    @Test
    void whatWaitsWhileNoInstanceIsThereIsPushedByTheNext() throws Exception {
        PhoneNumber bob = away();
        alice.send(bob, "nobody listens");
        await().during(GRACE.multipliedBy(3))
                .untilAsserted(
                        () -> assertThat(fakes.pushes().to(List.of(token(bob)))).isEmpty());

        service();

        await().untilAsserted(
                        () -> assertThat(fakes.pushes().to(List.of(token(bob)))).hasSize(1));
    }

    @Test
    void whatTheBrokerDecidedIsAmongTheMetrics() throws Exception {
        service();
        PhoneNumber bob = away();
        alice.send(bob, "one");
        await().until(() -> fakes.pushes().to(List.of(token(bob))).size() == 1);
        alice.send(bob, "two");
        SimpleMeterRegistry registry = new SimpleMeterRegistry();

        service(registry);

        await().untilAsserted(() -> {
            assertThat(told(registry, "doubletick.push.decided", "offline")).isPositive();
            assertThat(told(registry, "doubletick.push.suppressed", "woken-already"))
                    .isPositive();
        });
    }

    private static double told(MeterRegistry registry, String name, String reason) {
        return registry.find(name).tag("reason", reason).functionCounters().stream()
                .mapToDouble(FunctionCounter::count)
                .sum();
    }
}
