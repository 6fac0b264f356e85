package dev.doubletick.benchmark.push;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import dev.doubletick.benchmark.line.Account;
import dev.doubletick.protocol.PhoneNumber;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A few connected phones that write one message to each of many others, at a steady pace. For one thread. */
public final class SteadySenders implements AutoCloseable {

    private static final byte[] TEXT = "xxxxxxxxxxxxxxxxxxxx".getBytes(StandardCharsets.US_ASCII);
    private static final Duration CONNECTING = Duration.ofSeconds(30);

    private final List<Mqtt5AsyncClient> clients = new ArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final Clock clock;

    /** Connects them. */
    public SteadySenders(Services services, List<Account> senders, Clock clock) {
        this.clock = clock;
        for (Account sender : senders) {
            Mqtt5AsyncClient client = Mqtt5Client.builder()
                    .identifier(sender.phone().digits())
                    .serverHost(services.mqtt().getHostString())
                    .serverPort(services.mqtt().getPort())
                    .simpleAuth()
                    .username(sender.phone().digits())
                    .password(sender.credential().getBytes(StandardCharsets.US_ASCII))
                    .applySimpleAuth()
                    .buildAsync();
            client.connectWith()
                    .cleanStart(false)
                    .sessionExpiryInterval(3600)
                    .send()
                    .orTimeout(CONNECTING.toSeconds(), TimeUnit.SECONDS)
                    .join();
            clients.add(client);
        }
    }

    /** Writes to each of these once, and returns when the last is on its way: when each was written. */
    public List<Instant> send(List<PhoneNumber> to, int perSecond) {
        List<Instant> sentAt = new ArrayList<>(to.size());
        long began = System.nanoTime();
        for (int i = 0; i < to.size(); i++) {
            long due = began + i * TimeUnit.SECONDS.toNanos(1) / perSecond;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            sentAt.add(clock.instant());
            var unused = clients.get(i % clients.size())
                    .publishWith()
                    .topic("m/" + to.get(i).digits())
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload(TEXT)
                    .send()
                    .whenComplete((result, failure) -> {
                        if (failure != null) {
                            failures.incrementAndGet();
                        }
                    });
        }
        return sentAt;
    }

    /** How many it has refused so far. */
    public int failures() {
        return failures.get();
    }

    @Override
    public void close() {
        clients.forEach(client -> client.disconnect()
                .orTimeout(CONNECTING.toSeconds(), TimeUnit.SECONDS)
                .join());
    }
}
