package dev.doubletick.broker.forwarding;

import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.EntryKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What has reached phones, in numbers. On the way of every message: all meters are made beforehand. */
final class DeliveryMetrics {

    private final Map<EntryKind, Counter> delivered = new EnumMap<>(EntryKind.class);
    private final Timer delivery;
    private final Clock clock;

    DeliveryMetrics(MeterRegistry registry, Clock clock) {
        this.clock = clock;
        for (EntryKind kind : List.of(EntryKind.MESSAGE, EntryKind.SEEN, EntryKind.DELIVERED)) {
            delivered.put(
                    kind,
                    registry.counter(
                            "doubletick.deliveries", "kind", kind.name().toLowerCase(Locale.ROOT)));
        }
        delivery = Timer.builder("doubletick.delivery")
                .serviceLevelObjectives(
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(25),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(5),
                        Duration.ofHours(1),
                        Duration.ofDays(1))
                .register(registry);
    }

    /** Its phone has acknowledged it, and its mailbox has forgotten it. */
    void delivered(Entry entry) {
        Counter counter = delivered.get(entry.kind());
        if (counter != null) {
            counter.increment();
        }
        if (entry.kind() == EntryKind.MESSAGE) {
            delivery.record(Math.max(0, clock.millis() - entry.acceptedAt()), TimeUnit.MILLISECONDS);
        }
    }
}
