package dev.doubletick.sdk.internal.link;

import dev.doubletick.sdk.MessageContent;
import java.util.Optional;

/** A PUBLISH from the broker. An immutable value. */
public final class Inbound {

    private final String topic;
    private final Optional<byte[]> correlation;
    private final MessageContent content;
    private final int packetId;

    /**
     * @param correlation not to be changed any more
     * @param packetId 0 with QoS 0, which is not acknowledged
     */
    public Inbound(String topic, Optional<byte[]> correlation, MessageContent content, int packetId) {
        this.topic = topic;
        this.correlation = correlation;
        this.content = content;
        this.packetId = packetId;
    }

    /** The topic name as it came. */
    public String topic() {
        return topic;
    }

    /** The correlation data as it came. */
    public Optional<byte[]> correlation() {
        return correlation;
    }

    public MessageContent content() {
        return content;
    }

    /** What to acknowledge, on the link that it came from and on no other. */
    public int packetId() {
        return packetId;
    }
}
