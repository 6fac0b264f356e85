package dev.doubletick.protocol.content;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.doubletick.protocol.Limits;
import dev.doubletick.protocol.content.wire.Content;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads a message's payload into what it says. Pure functions, safe on any thread. */
public final class ContentCodec {

    private ContentCodec() {}

    /**
     * The text of a payload.
     *
     * @param contentType the MQTT content type; empty means plain UTF-8
     * @return empty if the content is of a kind that this version does not know, or malformed: the caller keeps the bytes
     */
    public static Optional<String> text(Optional<String> contentType, byte[] payload) {
        if (!contentType.isPresent()) {
            return plainText(payload);
        }
        if (!contentType.get().equals(Limits.CONTENT_TYPE_DT1)) {
            return Optional.empty();
        }
        try {
            Content content = Content.parseFrom(payload);
            return content.hasText() ? Optional.of(content.getText().getText()) : Optional.empty();
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> plainText(byte[] payload) {
        try {
            // Unlike new String(…), a fresh decoder reports malformed input instead of replacing it.
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(payload))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
