package dev.doubletick.registration.push;

import dev.doubletick.registration.push.delivery.BrokerCounts;
import dev.doubletick.registration.push.delivery.Delivery;
import dev.doubletick.registration.push.delivery.PushMetrics;
import dev.doubletick.registration.push.delivery.WakeUpConsumer;
import dev.doubletick.registration.push.provider.GuardedProvider;
import dev.doubletick.registration.push.provider.PushProvider;
import dev.doubletick.registration.push.provider.apns.ApnsProvider;
import dev.doubletick.registration.push.provider.fcm.FcmProvider;
import dev.doubletick.registration.push.provider.webpush.WebPushProvider;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The push service, running: connections to the broker, and the providers behind them. Any number may share the work. */
public final class PushService implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PushService.class);

    /** The broker sends a connection its next wake-ups when it has acknowledged the last: a slow one then holds up an eighth. */
    private static final int CONNECTIONS = 8;

    /** How long what is being pushed when the service closes may take: more than a provider needs that is well. */
    private static final Duration FINISH = Duration.ofSeconds(2);

    private final Map<Platform, PushProvider> providers;
    private final Delivery delivery;
    private final BrokerCounts counts;
    private final List<WakeUpConsumer> consumers = new ArrayList<>();
    private boolean closed;

    private PushService(Map<Platform, PushProvider> providers, Delivery delivery, BrokerCounts counts) {
        this.providers = providers;
        this.delivery = delivery;
        this.counts = counts;
    }

    /** Starts everything, and does not wait for the broker. */
    public static PushService start(
            PushConfig config, Jdbi jdbi, MeterRegistry registry, Clock clock, SecureRandom random) {
        Map<Platform, PushProvider> providers = new EnumMap<>(Platform.class);
        config.apns().ifPresent(apns -> providers.put(Platform.APNS, new ApnsProvider(apns)));
        config.fcm().ifPresent(fcm -> providers.put(Platform.FCM, new FcmProvider(fcm, clock)));
        config.webPush().ifPresent(webPush -> providers.put(Platform.WEBPUSH, new WebPushProvider(webPush, clock)));
        providers.replaceAll((platform, provider) -> new GuardedProvider(provider, clock, config.circuitOpen()));
        PushMetrics metrics = new PushMetrics(registry);
        Delivery delivery =
                new Delivery(jdbi, providers, metrics, clock, random, config.firstRetry(), config.lastRetry());
        PushService service = new PushService(providers, delivery, new BrokerCounts(registry, clock));
        metrics.gauge("connections", service::connected);
        byte[] bits = new byte[8];
        random.nextBytes(bits);
        service.connect(config, HexFormat.of().formatHex(bits));
        return service;
    }

    private void connect(PushConfig config, String instance) {
        CompletableFuture<Void> unused = CompletableFuture.supplyAsync(
                        config.broker(), task -> daemon(task).start())
                .thenAccept(broker -> connect(broker, config.credential(), instance))
                .exceptionally(failure -> {
                    log.error("no broker to take wake-ups from", failure);
                    return null;
                });
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "push-start");
        thread.setDaemon(true);
        return thread;
    }

    private synchronized void connect(URI broker, String credential, String instance) {
        for (int n = 0; n < CONNECTIONS && !closed; n++) {
            Optional<BrokerCounts> counted = n == 0 ? Optional.of(counts) : Optional.empty();
            WakeUpConsumer consumer =
                    new WakeUpConsumer(broker, credential, instance + "-" + n, delivery::take, counted);
            consumers.add(consumer);
            consumer.start();
        }
    }

    private synchronized int connected() {
        return (int) consumers.stream().filter(WakeUpConsumer::isConnected).count();
    }

    /**
     * Finishes what has begun, for two seconds at most, and ends the connections: what is left is taken over by another instance, or
     * waits at the broker. All connections stop to begin anything before the first of them ends, because the broker gives what that
     * leaves to the others: they would push it once more each, and leave it again.
     */
    @Override
    public void close() {
        List<WakeUpConsumer> ending;
        synchronized (this) {
            closed = true;
            ending = List.copyOf(consumers);
        }
        CompletableFuture.allOf(ending.stream().map(WakeUpConsumer::finish).toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, FINISH.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        ending.parallelStream().forEach(WakeUpConsumer::close);
        delivery.close();
        providers.values().forEach(PushProvider::close);
    }
}
