package dev.doubletick.broker.forwarding;

import com.hivemq.extension.sdk.api.interceptor.puback.PubackInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.puback.parameter.PubackInboundInput;
import com.hivemq.extension.sdk.api.interceptor.puback.parameter.PubackInboundOutput;
import com.hivemq.extension.sdk.api.interceptor.publish.PublishOutboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishOutboundInput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishOutboundOutput;
import com.hivemq.extension.sdk.api.packets.publish.AckReasonCode;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection's wire: which packet id carries which parcel. A PUBACK has nothing but a packet id, and packet ids are reused
 * and mean nothing on the next connection, so each connection has its own of these.
 *
 * <p>An exception in an outbound interceptor would make the broker drop the message for good, so none leaves here.
 */
final class Wire implements PublishOutboundInterceptor, PubackInboundInterceptor {

    private static final Logger log = LoggerFactory.getLogger(Wire.class);

    private final Forwarder forwarder;
    private final PacketLimit limit;
    private final Map<Integer, Long> tags = new ConcurrentHashMap<>();

    Wire(Forwarder forwarder, PacketLimit limit) {
        this.forwarder = forwarder;
        this.limit = limit;
    }

    @Override
    public void onOutboundPublish(PublishOutboundInput input, PublishOutboundOutput output) {
        try {
            Optional<String> tag = input.getPublishPacket().getUserProperties().getFirst(SessionPublisher.TAG);
            if (tag.isPresent()) {
                output.getPublishPacket().getUserProperties().clear();
                long parcel = Long.parseLong(tag.get());
                if (forwarder.onSent(parcel, limit)) {
                    tags.put(input.getPublishPacket().getPacketId(), parcel);
                } else {
                    // The session has kept what the phone has acknowledged meanwhile, or gets under another tag.
                    output.preventPublishDelivery();
                }
            }
        } catch (RuntimeException e) {
            log.error("could not follow a PUBLISH to a phone", e);
        }
    }

    @Override
    public void onInboundPuback(PubackInboundInput input, PubackInboundOutput output) {
        try {
            Long parcel = tags.remove(input.getPubackPacket().getPacketIdentifier());
            if (parcel == null) {
                return;
            }
            AckReasonCode reason = input.getPubackPacket().getReasonCode();
            if (reason == AckReasonCode.SUCCESS || reason == AckReasonCode.NO_MATCHING_SUBSCRIBERS) {
                forwarder.onAcknowledged(parcel);
            } else {
                forwarder.onRefused(parcel, reason);
            }
        } catch (RuntimeException e) {
            log.error("could not follow a PUBACK of a phone", e);
        }
    }
}
