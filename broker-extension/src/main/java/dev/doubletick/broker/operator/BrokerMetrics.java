package dev.doubletick.broker.operator;

import dev.doubletick.broker.mailbox.Depth;
import dev.doubletick.broker.mailbox.Mailbox;
import dev.doubletick.broker.mailbox.MailboxMeter;
import dev.doubletick.broker.mailbox.MailboxStats;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;

/** The broker's numbers, in Prometheus' format; docs/metrics.md says what they mean. */
public final class BrokerMetrics implements MailboxMeter, AutoCloseable {

    private static final int LARGE_BATCH = 4096;
    private static final MailboxStats NOTHING =
            new MailboxStats(Depth.EMPTY, 0, 0, OptionalLong.empty(), Optional.empty());

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gc = new JvmGcMetrics();
    private final Timer commit;
    private final DistributionSummary batch;

    public BrokerMetrics() {
        new JvmMemoryMetrics().bindTo(registry);
        gc.bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        commit = Timer.builder("doubletick.mailbox.commit")
                .serviceLevelObjectives(
                        Duration.ofNanos(100_000),
                        Duration.ofNanos(250_000),
                        Duration.ofNanos(500_000),
                        Duration.ofMillis(1),
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5))
                .register(registry);
        batch = DistributionSummary.builder("doubletick.mailbox.batch")
                .serviceLevelObjectives(1, 2, 5, 10, 50, 100, 500, 1_000, LARGE_BATCH)
                .register(registry);
    }

    /** Where the other parts put theirs. */
    public MeterRegistry registry() {
        return registry;
    }

    @Override
    public void committed(int submissions, long nanos) {
        commit.record(nanos, TimeUnit.NANOSECONDS);
        batch.record(submissions);
    }

    /** Shows how the mailbox is. What it is asked costs it nothing. */
    public void show(Mailbox mailbox, Clock clock) {
        held(mailbox, "messages", Depth::messages);
        held(mailbox, "message.bytes", Depth::messageBytes);
        held(mailbox, "receipts", Depth::receipts);
        held(mailbox, "receipt.bytes", Depth::receiptBytes);
        stats(mailbox, "queued", MailboxStats::queued);
        stats(mailbox, "attached", MailboxStats::attached);
        stats(
                mailbox,
                "disk.free.bytes",
                stats -> stats.diskFreeBytes().isPresent()
                        ? stats.diskFreeBytes().getAsLong()
                        : Double.NaN);
        stats(mailbox, "oldest.age.seconds", stats -> oldestAge(stats, clock));
        Gauge.builder("doubletick.mailbox.available", mailbox, box -> switch (box.health()
                        .state()) {
                    case AVAILABLE -> 1;
                    case DISK_RESERVE, AWAY, RECOVERING, CLOSED -> 0;
                })
                .register(registry);
    }

    private static double oldestAge(MailboxStats stats, Clock clock) {
        if (stats.held().isEmpty()) {
            return 0;
        }
        Instant now = clock.instant();
        return stats.oldest()
                .map(oldest -> (double) Duration.between(oldest, now).toSeconds())
                .orElse(Double.NaN);
    }

    private void held(Mailbox mailbox, String name, ToDoubleFunction<Depth> value) {
        stats(mailbox, name, stats -> value.applyAsDouble(stats.held()));
    }

    private void stats(Mailbox mailbox, String name, ToDoubleFunction<MailboxStats> value) {
        Gauge.builder("doubletick.mailbox." + name, mailbox, box -> {
                    CompletableFuture<MailboxStats> stats = box.stats().toCompletableFuture();
                    // An engine that has to ask elsewhere first is not waited for.
                    return stats.isDone() && !stats.isCompletedExceptionally()
                            ? value.applyAsDouble(stats.getNow(NOTHING))
                            : Double.NaN;
                })
                .register(registry);
    }

    /** Shows how many phones are connected. */
    public void phones(IntSupplier connected) {
        Gauge.builder("doubletick.phones.connected", connected, IntSupplier::getAsInt)
                // Nobody else keeps it.
                .strongReference(true)
                .register(registry);
    }

    /** All of them as they are now. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }
}
