package dev.doubletick.broker.routing;

import com.hivemq.extension.sdk.api.packets.publish.PublishPacket;
import dev.doubletick.protocol.Limits;
import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What a PUBLISH of a phone must look like, whoever the recipient is. The source is docs/protocol.md, sections 3 and 4. */
final class PublishRules {

    private static final int MAX_CONTENT_TYPE_BYTES = 64;
    private static final byte LAST_CHAT_STATE = 2;

    private PublishRules() {}

    /** The first rule that is broken; empty if none is. */
    static Optional<Refusal> check(Optional<Topic> topic, PublishPacket publish) {
        if (topic.isEmpty()
                || !topic.get().kind().clientMayPublish()
                || topic.get().sender().isPresent()) {
            return Optional.of(Refusal.NOT_A_TOPIC_FOR_CLIENTS);
        }
        if (publish.getRetain()) {
            return Optional.of(Refusal.RETAIN_NOT_ALLOWED);
        }
        int length = publish.getPayload().map(ByteBuffer::remaining).orElse(0);
        if (length > Limits.MAX_PAYLOAD_BYTES) {
            return Optional.of(Refusal.PAYLOAD_TOO_LARGE);
        }
        if (publish.getCorrelationData().map(ByteBuffer::remaining).orElse(MessageId.LENGTH) != MessageId.LENGTH) {
            return Optional.of(Refusal.BAD_MESSAGE_ID);
        }
        return switch (topic.get().kind()) {
            case SEEN ->
                length == 0 || length % MessageId.LENGTH != 0 ? Optional.of(Refusal.BAD_RECEIPT) : Optional.empty();
            case CHAT_STATE -> isChatState(publish) ? Optional.empty() : Optional.of(Refusal.BAD_CHAT_STATE);
            default ->
                publish.getContentType()
                        .filter(type -> type.getBytes(StandardCharsets.UTF_8).length > MAX_CONTENT_TYPE_BYTES)
                        .map(type -> Refusal.CONTENT_TYPE_TOO_LONG);
        };
    }

    private static boolean isChatState(PublishPacket publish) {
        return publish.getPayload()
                .filter(payload -> payload.remaining() == 1)
                .map(payload -> payload.get(payload.position()))
                .filter(state -> state >= 0 && state <= LAST_CHAT_STATE)
                .isPresent();
    }
}
