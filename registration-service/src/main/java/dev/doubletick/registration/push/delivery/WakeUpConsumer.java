package dev.doubletick.registration.push.delivery;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedContext;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.doubletick.protocol.server.WakeUpCounts;
import dev.doubletick.protocol.server.WakeUpNotice;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the broker that takes wake-ups and acknowledges each when it is done. Comes back by itself for as long as it is
 * open, ever more slowly and by chance sooner or later; what was not acknowledged then comes again.
 */
public final class WakeUpConsumer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(WakeUpConsumer.class);

    private static final int KEEP_ALIVE_SECONDS = 20;
    private static final Duration LAST_RETRY = Duration.ofSeconds(30);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final Mqtt5AsyncClient client;
    private final String clientId;
    private final BiFunction<String, byte[], CompletableFuture<Void>> work;
    private final Optional<BrokerCounts> counts;
    /** Completes when it is closed and nothing is under way any more. */
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    /** How much has begun and is not over. Guarded by this, as is the end of all beginning. */
    private int underway;

    private volatile boolean closed;

    /**
     * @param broker {@code mqtt://host:port} or {@code mqtts://host:port}
     * @param instance tells this connection from others
     * @param work is given topic and payload, and completes when that may be acknowledged
     * @param counts is told what brokers have counted, if it is to come on this connection
     */
    public WakeUpConsumer(
            URI broker,
            String credential,
            String instance,
            BiFunction<String, byte[], CompletableFuture<Void>> work,
            Optional<BrokerCounts> counts) {
        this.work = work;
        this.counts = counts;
        this.clientId = "x/push/" + instance;
        Mqtt5ClientBuilder builder = Mqtt5Client.builder()
                .identifier(clientId)
                .serverHost(broker.getHost())
                .serverPort(broker.getPort())
                .simpleAuth()
                .username("x/push")
                .password(credential.getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth()
                .automaticReconnect()
                .initialDelay(500, TimeUnit.MILLISECONDS)
                .maxDelay(LAST_RETRY.toMillis(), TimeUnit.MILLISECONDS)
                .applyAutomaticReconnect()
                .addConnectedListener(context -> onConnected())
                .addDisconnectedListener(this::onDisconnected);
        client = (broker.getScheme().equals("mqtts") ? builder.sslWithDefaultConfig() : builder).buildAsync();
        client.publishes(MqttGlobalPublishFilter.ALL, this::onPublish, true);
    }

    /** Connects; does not wait for it. */
    public void start() {
        CompletableFuture<?> unused = client.connectWith()
                .cleanStart(true)
                .keepAlive(KEEP_ALIVE_SECONDS)
                .send();
    }

    private void onConnected() {
        if (closed) {
            CompletableFuture<?> unusedEnd = client.disconnect();
            return;
        }
        log.info("{} is connected to the broker", clientId);
        CompletableFuture<?> unused = client.subscribeWith()
                .topicFilter(WakeUpNotice.SHARED_FILTER)
                .qos(MqttQos.AT_LEAST_ONCE)
                .send()
                .whenComplete((subscribed, failure) -> {
                    if (failure != null && !closed) {
                        log.error("{} may not take wake-ups, connecting again: {}", clientId, failure.toString());
                        CompletableFuture<?> unusedEnd = client.disconnect();
                    }
                });
        counts.ifPresent(wanted -> subscribeToCounts());
    }

    /** Without them phones are woken all the same. */
    private void subscribeToCounts() {
        CompletableFuture<?> unused = client.subscribeWith()
                .topicFilter(WakeUpCounts.FILTER)
                .qos(MqttQos.AT_MOST_ONCE)
                .send()
                .whenComplete((subscribed, failure) -> {
                    if (failure != null && !closed) {
                        log.warn("{} does not hear what brokers count: {}", clientId, failure.toString());
                    }
                });
    }

    private void onDisconnected(MqttClientDisconnectedContext context) {
        if (closed) {
            context.getReconnector().reconnect(false);
        } else {
            log.warn(
                    "{} is not connected to the broker, trying again: {}",
                    clientId,
                    context.getCause().toString());
            // Also after a disconnect of its own, and after the broker has refused: an operator may put that right.
            context.getReconnector().reconnect(true);
        }
    }

    private void onPublish(Mqtt5Publish publish) {
        String topic = publish.getTopic().toString();
        if (counts.isPresent() && WakeUpCounts.broker(topic).isPresent()) {
            counts.get().take(topic, publish.getPayloadAsBytes());
            acknowledge(publish);
            return;
        }
        if (!begin()) {
            // Left by another connection that ends, perhaps, and that has pushed it: not a second time from here.
            return;
        }
        CompletableFuture<Void> unused = work.apply(topic, publish.getPayloadAsBytes())
                .thenRun(() -> acknowledge(publish))
                .whenComplete((done, failure) -> end());
    }

    private synchronized boolean begin() {
        if (closed) {
            return false;
        }
        underway++;
        return true;
    }

    private synchronized void end() {
        underway--;
        completeIfFinished();
    }

    private void completeIfFinished() {
        if (closed && underway == 0) {
            finished.complete(null);
        }
    }

    private void acknowledge(Mqtt5Publish publish) {
        try {
            publish.acknowledge();
        } catch (IllegalStateException e) {
            // The connection that it came on has ended; it comes again on another.
            log.debug("{} cannot acknowledge any more", clientId, e);
        }
    }

    /** Whether it is connected now. */
    public boolean isConnected() {
        return client.getState().isConnected();
    }

    /**
     * Begins nothing any more. What comes from now on stays unacknowledged, and is another instance's as soon as this connection is
     * closed.
     *
     * @return completes when what had begun is acknowledged; does not fail
     */
    public synchronized CompletableFuture<Void> finish() {
        closed = true;
        completeIfFinished();
        return finished;
    }

    @Override
    public void close() {
        if (!finish().isDone()) {
            log.debug("{} leaves to others what it has not finished", clientId);
        }
        if (client.getState().isConnected()) {
            try {
                client.disconnect().get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                log.debug("{} did not say good-bye", clientId, e);
            }
        }
    }
}
