package dev.doubletick.broker.wakeup;

import com.hivemq.extension.sdk.api.interceptor.puback.PubackInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.puback.parameter.PubackInboundInput;
import com.hivemq.extension.sdk.api.interceptor.puback.parameter.PubackInboundOutput;
import com.hivemq.extension.sdk.api.interceptor.publish.PublishOutboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishOutboundInput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishOutboundOutput;
import com.hivemq.extension.sdk.api.packets.general.Qos;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import com.hivemq.extension.sdk.api.services.publish.Publish;
import com.hivemq.extension.sdk.api.services.publish.PublishToClientResult;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.Held;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.protocol.server.WakeUpNotice;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a push service: what it has been given and has not acknowledged, and which packet id carries what. No exception
 * leaves here, because it would make the broker drop a wake-up for good.
 */
final class Consumer implements PublishOutboundInterceptor, PubackInboundInterceptor {

    /** The user property that carries a wake-up's tag inside the broker; it is taken off before the network. */
    static final String TAG = "doubletick-tag";

    private static final Logger log = LoggerFactory.getLogger(Consumer.class);

    private final String clientId;
    private final Answers answers;
    private final Map<Integer, Long> tags = new ConcurrentHashMap<>();

    /** By tag; of the dispatch's thread only. */
    final Map<Long, Held> underway = new HashMap<>();

    /** Hears what the service says. Any thread; must not block. */
    interface Answers {
        void acknowledged(Consumer consumer, long tag);

        void refused(Consumer consumer, long tag);
    }

    Consumer(String clientId, Answers answers) {
        this.clientId = clientId;
        this.answers = answers;
    }

    String clientId() {
        return clientId;
    }

    /** Asks the broker to publish a wake-up to this connection only. */
    CompletionStage<PublishToClientResult> send(MailboxOwner phone, Entry wakeUp, long tag) {
        Publish publish = Builders.publish()
                .topic(WakeUpNotice.topic(phone.phone().orElseThrow()))
                .qos(Qos.AT_LEAST_ONCE)
                .payload(wakeUp.payload())
                .userProperty(TAG, Long.toString(tag))
                .build();
        return Services.publishService().publishToClient(publish, clientId);
    }

    @Override
    public void onOutboundPublish(PublishOutboundInput input, PublishOutboundOutput output) {
        try {
            Optional<String> tag = input.getPublishPacket().getUserProperties().getFirst(TAG);
            if (tag.isPresent()) {
                output.getPublishPacket().getUserProperties().clear();
                tags.put(input.getPublishPacket().getPacketId(), Long.parseLong(tag.get()));
            }
        } catch (RuntimeException e) {
            log.error("could not follow a PUBLISH to {}", clientId, e);
        }
    }

    @Override
    public void onInboundPuback(PubackInboundInput input, PubackInboundOutput output) {
        try {
            Long tag = tags.remove(input.getPubackPacket().getPacketIdentifier());
            if (tag == null) {
                return;
            }
            switch (input.getPubackPacket().getReasonCode()) {
                case SUCCESS, NO_MATCHING_SUBSCRIBERS -> answers.acknowledged(this, tag);
                default -> answers.refused(this, tag);
            }
        } catch (RuntimeException e) {
            log.error("could not follow a PUBACK of {}", clientId, e);
        }
    }
}
