package dev.doubletick.sdk;

import dev.doubletick.protocol.Limits;
import dev.doubletick.protocol.content.Body;
import dev.doubletick.protocol.content.ContentCodec;
import dev.doubletick.protocol.content.Envelope;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a message says, as it goes over the wire: a content type and a payload.
 *
 * <p>It is kept in this form, so that a kind of content that this version of the app does not understand becomes readable
 * with the next one.
 */
public final class MessageContent {

    private final Optional<String> contentType;
    private final byte[] payload;
    /** Read when somebody asks for the first time; two threads may do so at once, with the same result. */
    private volatile @Nullable Envelope envelope;

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

    /**
     * Plain text where that says it all, {@code dt1} otherwise.
     *
     * @throws IllegalArgumentException for a body that is never on the wire
     */
    public static MessageContent of(Envelope envelope) {
        return envelope.equals(Envelope.of(envelope.body())) && envelope.body() instanceof Body.Text
                ? text(((Body.Text) envelope.body()).text())
                : new MessageContent(Optional.of(Limits.CONTENT_TYPE_DT1), ContentCodec.encode(envelope));
    }

    /** What this version of the SDK understands of it. */
    public Envelope envelope() {
        Envelope read = envelope;
        if (read == null) {
            read = ContentCodec.decode(contentType, payload);
            envelope = read;
        }
        return read;
    }

    /** The text, or empty if it says something else, or is of a kind that this version does not know. */
    public Optional<String> text() {
        Body body = envelope().body();
        return body instanceof Body.Text ? Optional.of(((Body.Text) body).text()) : Optional.empty();
    }

    /** What a search looks at: a text, or the name of a place. Empty if there is nothing of the kind. */
    public String searchableText() {
        Body body = envelope().body();
        return body instanceof Body.Location ? ((Body.Location) body).name() : text().orElse("");
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
