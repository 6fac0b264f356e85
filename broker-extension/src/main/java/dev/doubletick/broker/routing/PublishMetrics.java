package dev.doubletick.broker.routing;

import dev.doubletick.protocol.Topic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What becomes of phones' publishes, in numbers. On the way of every message: all meters are made beforehand. */
public final class PublishMetrics {

    private final Map<Topic.Kind, Counter> accepted = new EnumMap<>(Topic.Kind.class);
    private final Map<Refusal, Counter> refused = new EnumMap<>(Refusal.class);
    private final Timer tick;

    public PublishMetrics(MeterRegistry registry) {
        for (Topic.Kind kind : Topic.Kind.values()) {
            if (kind.clientMayPublish()) {
                accepted.put(kind, registry.counter("doubletick.publishes.accepted", "kind", lower(kind)));
            }
        }
        for (Refusal refusal : Refusal.values()) {
            refused.put(refusal, registry.counter("doubletick.publishes.refused", "reason", lower(refusal)));
        }
        tick = Timer.builder("doubletick.tick")
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(2),
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(25),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10))
                .register(registry);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    void accepted(Topic.Kind kind, long nanos) {
        Counter counter = accepted.get(kind);
        if (counter != null) {
            counter.increment();
        }
        if (kind == Topic.Kind.MESSAGE) {
            tick.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    void refused(Refusal refusal) {
        Counter counter = refused.get(refusal);
        if (counter != null) {
            counter.increment();
        }
    }
}
