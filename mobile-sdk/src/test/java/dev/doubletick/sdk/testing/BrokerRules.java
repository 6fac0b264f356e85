package dev.doubletick.sdk.testing;

import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.async.Async;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.client.ClientContext;
import com.hivemq.extension.sdk.api.interceptor.connack.parameter.ConnackOutboundInput;
import com.hivemq.extension.sdk.api.interceptor.connack.parameter.ConnackOutboundOutput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundInput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundOutput;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.packets.general.Qos;
import com.hivemq.extension.sdk.api.packets.publish.AckReasonCode;
import com.hivemq.extension.sdk.api.packets.publish.PublishPacket;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * As much of the protocol's server side as the SDK's tests need, on a bare broker: senders are stamped, phones subscribed,
 * PUBACKs become delivered receipts, and a test may have publications refused.
 */
final class BrokerRules implements ExtensionMain {

    /** The credential of every phone. */
    static final String CREDENTIAL = "let me in";

    private final Map<PhoneNumber, Queue<AckReasonCode>> refusals = new ConcurrentHashMap<>();
    private final List<Published> accepted = new CopyOnWriteArrayList<>();
    private final Map<String, ConnackReasonCode> refusedPhones = new ConcurrentHashMap<>();
    private final SimpleAuthenticator rulesAuthenticator = this::authenticate;

    @Override
    public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
        Services.securityRegistry().setAuthenticatorProvider(in -> rulesAuthenticator);
        Services.interceptorRegistry().setConnackOutboundInterceptorProvider(in -> BrokerRules::subscribe);
        Services.initializerRegistry()
                .setClientInitializer((in, client) -> initialize(
                        PhoneNumber.ofDigits(in.getClientInformation().getClientId()), client));
    }

    @Override
    public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {
        // Nothing outlives the broker.
    }

    /** What went through, in the order of its acceptance. */
    List<Published> accepted() {
        return accepted;
    }

    /** Answers the next publications to this phone with these codes, one each. */
    void refuse(PhoneNumber to, AckReasonCode... codes) {
        refusals.computeIfAbsent(to, phone -> new ArrayDeque<>()).addAll(List.of(codes));
    }

    /** Lets this phone in no more. */
    void refuseConnection(PhoneNumber phone, ConnackReasonCode code) {
        refusedPhones.put(phone.digits(), code);
    }

    private void authenticate(SimpleAuthInput input, SimpleAuthOutput output) {
        ConnackReasonCode refusal =
                refusedPhones.get(input.getClientInformation().getClientId());
        Optional<String> password = input.getConnectPacket()
                .getPassword()
                .map(bytes -> StandardCharsets.UTF_8.decode(bytes).toString());
        if (refusal != null) {
            output.failAuthentication(refusal);
        } else if (password.equals(Optional.of(CREDENTIAL))) {
            output.authenticateSuccessfully();
        } else {
            output.failAuthentication(ConnackReasonCode.BAD_USER_NAME_OR_PASSWORD);
        }
    }

    private void initialize(PhoneNumber phone, ClientContext client) {
        client.addPublishInboundInterceptor((in, out) -> publish(phone, in, out));
        DeliveryReceipts receipts = new DeliveryReceipts();
        client.addPublishOutboundInterceptor(receipts);
        client.addPubackInboundInterceptor(receipts);
    }

    private void publish(PhoneNumber from, PublishInboundInput input, PublishInboundOutput output) {
        PublishPacket packet = input.getPublishPacket();
        Optional<Topic> topic = Topic.parse(packet.getTopic())
                .filter(parsed ->
                        parsed.kind().clientMayPublish() && parsed.sender().isEmpty());
        if (topic.isEmpty()) {
            output.preventPublishDelivery(AckReasonCode.NOT_AUTHORIZED, "not a topic to publish to");
            return;
        }
        Queue<AckReasonCode> codes = refusals.get(topic.get().owner());
        AckReasonCode refusal = codes == null ? null : codes.poll();
        if (refusal != null) {
            output.preventPublishDelivery(refusal, "refused by the test");
            return;
        }
        accepted.add(Published.of(from, packet));
        output.getPublishPacket().setTopic(topic.get().from(from).name());
    }

    /** What a phone published and the broker took. */
    record Published(PhoneNumber from, String topic, String text) {

        private static Published of(PhoneNumber from, PublishPacket packet) {
            String text = packet.getPayload()
                    .map(payload -> StandardCharsets.UTF_8.decode(payload).toString())
                    .orElse("");
            return new Published(from, packet.getTopic(), text);
        }
    }

    /** Subscribes a phone to all that is addressed to it: by the time of its CONNACK it has a session to do that on. */
    @SuppressWarnings("FutureReturnValueIgnored") // It ends by letting the CONNACK go.
    private static void subscribe(ConnackOutboundInput input, ConnackOutboundOutput output) {
        if (input.getConnackPacket().getReasonCode() != ConnackReasonCode.SUCCESS) {
            return;
        }
        Async<ConnackOutboundOutput> held = output.async(Duration.ofSeconds(10));
        String phone = input.getClientInformation().getClientId();
        Services.subscriptionStore()
                .addSubscription(
                        phone,
                        Builders.topicSubscription()
                                .topicFilter("+/" + phone + "/#")
                                .qos(Qos.AT_LEAST_ONCE)
                                .build())
                .whenComplete((nothing, failure) -> held.resume());
    }
}
