package dev.doubletick.broker.wakeup;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import dev.doubletick.protocol.server.WakeUpCounts;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * What was decided, among the broker's own metrics ({@code dev.doubletick.wake-ups.…}): JMX, and whatever metrics extension
 * the operator has installed. Push services are told them as well.
 */
final class WakeUpMetrics {

    private static final String PREFIX = "dev.doubletick.wake-ups.";

    /** First wake-ups of phones that were not connected. */
    final Counter offline;
    /** First wake-ups of phones that were connected and acknowledged nothing. */
    final Counter stuck;
    /** Those that remind. */
    final Counter reminders;
    /** Further wake-ups, because the last had ended before the mail that came after it. */
    final Counter renewals;
    /** Seen receipts that were stored. */
    final Counter suppressedReceipt;
    /** Messages that asked for silence. */
    final Counter suppressedSilent;
    /** Messages for a phone that was woken, or was about to be because of another. */
    final Counter suppressedWoken;
    /** Messages that a connected phone has acknowledged. */
    final Counter suppressedFetched;
    /** Phones that came within the grace. */
    final Counter suppressedReconnected;
    /** Phones whose mail expired, or was deleted, before they came. */
    final Counter suppressedExpired;
    /** Phones that were forgotten because there were too many. */
    final Counter forgotten;
    /** Wake-ups that no push service had taken when their phone came by itself. */
    final Counter takenBack;
    /** Wake-ups that a push service has acknowledged. */
    final Counter acknowledged;

    private final MetricRegistry registry;
    private final Map<String, LongSupplier> all = new ConcurrentHashMap<>();

    WakeUpMetrics(MetricRegistry registry) {
        this.registry = registry;
        offline = counter("decided.offline");
        stuck = counter("decided.unacknowledged");
        reminders = counter("decided.reminder");
        renewals = counter("decided.renewal");
        suppressedReceipt = counter("suppressed.receipt");
        suppressedSilent = counter("suppressed.silent");
        suppressedWoken = counter("suppressed.woken-already");
        suppressedFetched = counter("suppressed.acknowledged");
        suppressedReconnected = counter("suppressed.reconnected");
        suppressedExpired = counter("suppressed.expired");
        forgotten = counter("forgotten");
        takenBack = counter("taken-back");
        acknowledged = counter("acknowledged");
    }

    private Counter counter(String name) {
        Counter counter = registry.counter(PREFIX + name);
        all.put(name, counter::getCount);
        return counter;
    }

    /** Shows a number that changes by itself. */
    void gauge(String name, IntSupplier value) {
        Gauge<Integer> gauge = value::getAsInt;
        registry.remove(PREFIX + name);
        registry.register(PREFIX + name, gauge);
        all.put(name, value::getAsInt);
    }

    /** Shows all of them there as well. */
    void bindTo(MeterRegistry meters) {
        all.forEach((name, value) -> FunctionCounter.builder("doubletick.wake.ups", value, LongSupplier::getAsLong)
                .tag("event", name)
                .register(meters));
    }

    /** All of them as they are now, by name. */
    WakeUpCounts counts() {
        Map<String, Long> now = new HashMap<>();
        all.forEach((name, value) -> now.put(name, value.getAsLong()));
        return WakeUpCounts.of(now);
    }
}
