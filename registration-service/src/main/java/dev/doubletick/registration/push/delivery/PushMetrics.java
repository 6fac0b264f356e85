package dev.doubletick.registration.push.delivery;

import dev.doubletick.registration.push.Platform;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.Supplier;

/** What becomes of wake-ups, in numbers. */
public final class PushMetrics {

    private final MeterRegistry registry;
    private final Counter received;
    private final Timer untilAccepted;
    private final Timer untilReminderAccepted;

    public PushMetrics(MeterRegistry registry) {
        this.registry = registry;
        received = Counter.builder("doubletick.push.wakeups.received")
                .description("wake-ups that came from a broker")
                .register(registry);
        untilAccepted = timer("first");
        untilReminderAccepted = timer("reminder");
    }

    private Timer timer(String wakeUp) {
        return Timer.builder("doubletick.push.message.to.acceptance")
                .description("from the oldest waiting message to the provider's acceptance")
                .tag("wakeup", wakeUp)
                .publishPercentiles(0.5, 0.99, 0.999)
                .percentilePrecision(3)
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofDays(1))
                .register(registry);
    }

    /** Shows a number that changes by itself. */
    public void gauge(String name, Supplier<Number> value) {
        registry.gauge("doubletick.push." + name, this, any -> value.get().doubleValue());
    }

    void received() {
        received.increment();
    }

    /** It was given to the provider, and this has answered or not. */
    void sent(Platform platform) {
        count("sent", platform);
    }

    void accepted(Platform platform, Duration sinceMessage, boolean reminder) {
        count("accepted", platform);
        (reminder ? untilReminderAccepted : untilAccepted).record(sinceMessage);
    }

    void refused(Platform platform, String reason) {
        registry.counter("doubletick.push.refused", "platform", platform.text(), "reason", reason)
                .increment();
    }

    void unregistered(Platform platform, String reason) {
        registry.counter("doubletick.push.unregistered", "platform", platform.text(), "reason", reason)
                .increment();
    }

    void deferred(String reason) {
        registry.counter("doubletick.push.deferred", "reason", reason).increment();
    }

    void dropped(String reason) {
        registry.counter("doubletick.push.dropped", "reason", reason).increment();
    }

    void parked(String reason) {
        registry.counter("doubletick.push.parked", "reason", reason).increment();
    }

    private void count(String what, Platform platform) {
        registry.counter("doubletick.push." + what, "platform", platform.text()).increment();
    }
}
