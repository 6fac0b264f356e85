package dev.doubletick.sdk.testing;

import com.hivemq.extension.sdk.api.interceptor.puback.PubackInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.puback.parameter.PubackInboundInput;
import com.hivemq.extension.sdk.api.interceptor.puback.parameter.PubackInboundOutput;
import com.hivemq.extension.sdk.api.interceptor.publish.PublishOutboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishOutboundInput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishOutboundOutput;
import com.hivemq.extension.sdk.api.packets.general.Qos;
import com.hivemq.extension.sdk.api.packets.publish.PublishPacket;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import com.hivemq.extension.sdk.api.services.publish.Publish;
import dev.doubletick.protocol.Topic;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Makes a delivered receipt of each PUBACK to a message. One per connection. */
final class DeliveryReceipts implements PublishOutboundInterceptor, PubackInboundInterceptor {

    /** The receipts to publish, by the packet id under which the message went out. */
    private final Map<Integer, Publish> receipts = new ConcurrentHashMap<>();

    @Override
    public void onOutboundPublish(PublishOutboundInput input, PublishOutboundOutput output) {
        PublishPacket packet = input.getPublishPacket();
        receipts.remove(packet.getPacketId());
        Topic.parse(packet.getTopic())
                .filter(topic -> topic.kind() == Topic.Kind.MESSAGE)
                .flatMap(Topic::sender)
                .ifPresent(from -> packet.getCorrelationData()
                        .ifPresent(id -> receipts.put(
                                packet.getPacketId(),
                                Builders.publish()
                                        .topic(Topic.of(Topic.Kind.DELIVERED, from)
                                                .name())
                                        .qos(Qos.AT_LEAST_ONCE)
                                        .payload(ByteBuffer.wrap(copy(id)))
                                        .build())));
    }

    private static byte[] copy(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    @Override
    @SuppressWarnings(
            "FutureReturnValueIgnored") // Nobody may wait on the broker's thread, and a test sees what is missing.
    public void onInboundPuback(PubackInboundInput input, PubackInboundOutput output) {
        Publish receipt = receipts.remove(input.getPubackPacket().getPacketIdentifier());
        if (receipt != null) {
            Services.publishService().publish(receipt);
        }
    }
}
