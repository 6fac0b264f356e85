package dev.doubletick.broker.wakeup;

import com.hivemq.extension.sdk.api.auth.SubscriptionAuthorizer;
import com.hivemq.extension.sdk.api.auth.parameter.SubscriptionAuthorizerInput;
import com.hivemq.extension.sdk.api.auth.parameter.SubscriptionAuthorizerOutput;
import com.hivemq.extension.sdk.api.client.ClientContext;
import com.hivemq.extension.sdk.api.client.parameter.ConnectionInformation;
import com.hivemq.extension.sdk.api.client.parameter.InitializerInput;
import com.hivemq.extension.sdk.api.events.client.ClientLifecycleEventListener;
import com.hivemq.extension.sdk.api.events.client.parameters.AuthenticationSuccessfulInput;
import com.hivemq.extension.sdk.api.events.client.parameters.ConnectionStartInput;
import com.hivemq.extension.sdk.api.events.client.parameters.DisconnectEventInput;
import com.hivemq.extension.sdk.api.packets.general.Qos;
import com.hivemq.extension.sdk.api.packets.publish.AckReasonCode;
import com.hivemq.extension.sdk.api.packets.subscribe.SubackReasonCode;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import com.hivemq.extension.sdk.api.services.intializer.ClientInitializer;
import dev.doubletick.broker.Completion;
import dev.doubletick.protocol.server.WakeUpCounts;
import dev.doubletick.protocol.server.WakeUpNotice;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The push service's connections, hooked into the broker. A connection takes wake-ups from its SUBSCRIBE to
 * {@value WakeUpNotice#SHARED_FILTER} until it unsubscribes or ends; beside that it may subscribe to {@value WakeUpCounts#FILTER}, and it
 * may publish nothing.
 *
 * <p>The broker's own queue for shared subscriptions is not used: it drops silently when it is full, and does not survive the
 * process. Which connection gets what is decided by the {@link Dispatch}.
 */
final class PushService implements ClientInitializer, ClientLifecycleEventListener, SubscriptionAuthorizer {

    private static final Logger log = LoggerFactory.getLogger(PushService.class);
    private static final String SERIAL = "doubletick.service-serial";

    /** When a subscription that was authorized is surely there. */
    private static final Duration SUBSCRIBED_BY_THEN = Duration.ofMillis(500);

    private final Dispatch dispatch;
    private final WakeUpThread thread;
    private final Runnable onCountsWanted;
    private final AtomicLong serials = new AtomicLong();
    private final Map<String, Consumer> consumers = new ConcurrentHashMap<>();

    /** @param onCountsWanted called on the thread when somebody has subscribed to {@value WakeUpCounts#FILTER} */
    PushService(Dispatch dispatch, WakeUpThread thread, Runnable onCountsWanted) {
        this.dispatch = dispatch;
        this.thread = thread;
        this.onCountsWanted = onCountsWanted;
    }

    @Override
    public void initialize(InitializerInput input, ClientContext client) {
        String serial = Long.toString(serials.incrementAndGet());
        Consumer consumer = new Consumer(input.getClientInformation().getClientId(), dispatch);
        input.getConnectionInformation().getConnectionAttributeStore().putAsString(SERIAL, serial);
        consumers.put(serial, consumer);
        client.addPublishOutboundInterceptor(consumer);
        client.addPubackInboundInterceptor(consumer);
        client.addPublishInboundInterceptor((publish, output) ->
                output.preventPublishDelivery(AckReasonCode.NOT_AUTHORIZED, "the push service publishes nothing"));
        client.addUnsubscribeInboundInterceptor((unsubscribe, output) -> {
            if (unsubscribe.getUnsubscribePacket().getTopicFilters().contains(WakeUpNotice.SHARED_FILTER)) {
                thread.execute(() -> dispatch.remove(consumer));
            }
        });
    }

    @Override
    public void authorizeSubscribe(SubscriptionAuthorizerInput input, SubscriptionAuthorizerOutput output) {
        Optional<Consumer> consumer = serial(input.getConnectionInformation()).map(consumers::get);
        if (consumer.isPresent() && input.getSubscription().getTopicFilter().equals(WakeUpCounts.FILTER)) {
            output.authorizeSuccessfully();
            thread.schedule(onCountsWanted, SUBSCRIBED_BY_THEN);
            return;
        }
        if (consumer.isEmpty() || !input.getSubscription().getTopicFilter().equals(WakeUpNotice.SHARED_FILTER)) {
            output.failAuthorization(
                    SubackReasonCode.NOT_AUTHORIZED, "the push service subscribes to " + WakeUpNotice.SHARED_FILTER);
            return;
        }
        output.authorizeSuccessfully();
        begin(consumer.get());
    }

    /** What is handed to one client needs a subscription of that client alone. */
    private void begin(Consumer consumer) {
        Completion.of(
                Services.subscriptionStore()
                        .addSubscription(
                                consumer.clientId(),
                                Builders.topicSubscription()
                                        .topicFilter(WakeUpNotice.FILTER)
                                        .qos(Qos.AT_LEAST_ONCE)
                                        .build()),
                (subscribed, failure) -> thread.execute(() -> {
                    if (failure != null) {
                        log.warn("{} cannot take wake-ups: {}", consumer.clientId(), failure.toString());
                    } else if (consumers.containsValue(consumer)) {
                        dispatch.add(consumer);
                    }
                }));
    }

    @Override
    public void onDisconnect(DisconnectEventInput input) {
        Consumer consumer =
                serial(input.getConnectionInformation()).map(consumers::remove).orElse(null);
        if (consumer != null) {
            thread.execute(() -> dispatch.remove(consumer));
        }
    }

    @Override
    public void onMqttConnectionStart(ConnectionStartInput input) {}

    @Override
    public void onAuthenticationSuccessful(AuthenticationSuccessfulInput input) {}

    private static Optional<String> serial(ConnectionInformation connection) {
        return connection.getConnectionAttributeStore().getAsString(SERIAL);
    }
}
