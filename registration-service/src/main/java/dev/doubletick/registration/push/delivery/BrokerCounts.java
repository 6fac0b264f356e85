package dev.doubletick.registration.push.delivery;

import dev.doubletick.protocol.server.WakeUpCounts;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the brokers tell of their decisions, among the metrics: {@code decided.offline} as {@code doubletick.push.decided} with
 * the reason {@code offline}. Safe on any thread.
 */
public final class BrokerCounts {

    private static final Logger log = LoggerFactory.getLogger(BrokerCounts.class);

    /** A broker that says nothing for so long is not shown any more, once another one, or itself, says something. */
    private static final Duration SILENCE = Duration.ofMinutes(1);

    /** The one that goes down as well as up. */
    private static final String PHONES_WAITING = "phones-waiting";

    private final MeterRegistry registry;
    private final Clock clock;
    private final Map<String, Broker> brokers = new HashMap<>();

    public BrokerCounts(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
    }

    private static final class Broker {
        final Map<String, AtomicLong> values = new HashMap<>();
        final List<Meter> meters = new ArrayList<>();
        Instant heardAt = Instant.MIN;
    }

    /** Takes what a broker has published. */
    public synchronized void take(String topic, byte[] payload) {
        Optional<String> name = WakeUpCounts.broker(topic);
        Optional<WakeUpCounts> counts = WakeUpCounts.ofBytes(payload);
        if (name.isEmpty() || counts.isEmpty()) {
            log.warn("a broker tells something that is no count");
            return;
        }
        Instant now = clock.instant();
        brokers.values().removeIf(broker -> {
            boolean silent = broker.heardAt.plus(SILENCE).isBefore(now);
            if (silent) {
                broker.meters.forEach(registry::remove);
            }
            return silent;
        });
        Broker broker = brokers.computeIfAbsent(name.get(), any -> new Broker());
        broker.heardAt = now;
        counts.get().counts().forEach((count, value) -> broker.values
                .computeIfAbsent(count, made -> {
                    AtomicLong shown = new AtomicLong();
                    broker.meters.add(meter(name.get(), made, shown));
                    return shown;
                })
                .set(value));
    }

    private Meter meter(String broker, String count, AtomicLong value) {
        Tags tags = Tags.of("broker", broker);
        if (count.equals(PHONES_WAITING)) {
            return Gauge.builder("doubletick.push.phones.waiting", value, AtomicLong::get)
                    .description("phones with mail that they have not fetched")
                    .tags(tags)
                    .strongReference(true)
                    .register(registry);
        }
        int dot = count.indexOf('.');
        return FunctionCounter.builder(
                        "doubletick.push." + (dot < 0 ? count : count.substring(0, dot)), value, AtomicLong::get)
                .description("what a broker has decided since its start")
                .tags(dot < 0 ? tags : tags.and("reason", count.substring(dot + 1)))
                .register(registry);
    }
}
