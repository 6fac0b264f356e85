package dev.doubletick.sdk;

import dev.doubletick.protocol.content.ContentCodec;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * What a message says, as it goes over the wire: a content type and a payload.
 *
 * <p>It is kept in this form, so that a kind of content that this version of the app does not understand becomes readable
 * with the next one.
 */
public final class MessageContent {

    private final Optional<String> contentType;
    private final byte[] payload;

    private MessageContent(Optional<String> contentType, byte[] payload) {
        this.contentType = contentType;
        this.payload = payload;
    }

    /** Plain text: UTF-8 without a content type, the form that any MQTT client can read. */
    public static MessageContent text(String text) {
        return new MessageContent(Optional.empty(), text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * @param contentType the MQTT content type; empty means plain text
     */
    public static MessageContent of(Optional<String> contentType, byte[] payload) {
        return new MessageContent(contentType, payload.clone());
    }

    /** The text, or empty if this is of a kind that this version does not know. */
    public Optional<String> text() {
        return ContentCodec.text(contentType, payload);
    }

    /** The MQTT content type; empty means plain text. */
    public Optional<String> contentType() {
        return contentType;
    }

    /** A copy of the bytes. */
    public byte[] payload() {
        return payload.clone();
    }

    /** How many bytes the payload has on the wire. */
    public int size() {
        return payload.length;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof MessageContent
                && contentType.equals(((MessageContent) o).contentType)
                && Arrays.equals(payload, ((MessageContent) o).payload);
    }

    @Override
    public int hashCode() {
        return Objects.hash(contentType, Arrays.hashCode(payload));
    }

    /** Type and size only: what people write does not belong in logs. */
    @Override
    public String toString() {
        return contentType.orElse("text") + ", " + payload.length + " bytes";
    }
}
