package dev.doubletick.protocol.content;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.doubletick.protocol.Limits;
import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.content.wire.Content;
import dev.doubletick.protocol.content.wire.Delete;
import dev.doubletick.protocol.content.wire.Edit;
import dev.doubletick.protocol.content.wire.Location;
import dev.doubletick.protocol.content.wire.Reaction;
import dev.doubletick.protocol.content.wire.Text;
import dev.doubletick.protocol.content.wire.Timer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Between a message's payload and what it says. Pure functions, safe on any thread. */
public final class ContentCodec {

    /**
     * Goes up with each release that understands more. A phone that finds that it kept content under a lower one reads what it
     * did not understand then again.
     */
    public static final int VERSION = 1;

    /** Emoji are sequences of up to ten and more code points; a reaction is no second channel for texts. */
    public static final int MAX_EMOJI_BYTES = 64;

    /** For the name of a place, in UTF-8. */
    public static final int MAX_NAME_BYTES = 1024;

    /** The longest that a disappearing message stays. */
    public static final Duration MAX_TIMER = Duration.ofDays(366);

    private ContentCodec() {}

    /**
     * Reads a payload. Whatever the bytes, it returns: {@link Body.Unknown} for what this version does not know and for what
     * is malformed or out of bounds. The caller keeps the bytes.
     *
     * @param contentType the MQTT content type; empty means plain UTF-8
     */
    public static Envelope decode(Optional<String> contentType, byte[] payload) {
        if (!contentType.isPresent()) {
            return Envelope.of(plainText(payload));
        }
        if (!contentType.get().equals(Limits.CONTENT_TYPE_DT1)) {
            return Envelope.of(Body.Unknown.INSTANCE);
        }
        try {
            return read(Content.parseFrom(payload));
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            return Envelope.of(Body.Unknown.INSTANCE);
        }
    }

    private static Body plainText(byte[] payload) {
        try {
            // Unlike new String(…), a fresh decoder reports malformed input instead of replacing it.
            return new Body.Text(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(payload))
                    .toString());
        } catch (CharacterCodingException e) {
            return Body.Unknown.INSTANCE;
        }
    }

    private static Envelope read(Content content) {
        Envelope envelope = Envelope.of(body(content)).withExpiresAfter(seconds(content.getExpiresAfter()));
        return content.hasReplyTo() ? envelope.withReplyTo(Optional.of(reference(content.getReplyTo()))) : envelope;
    }

    private static Body body(Content content) {
        switch (content.getBodyCase()) {
            case TEXT:
                return new Body.Text(content.getText().getText());
            case REACTION:
                return new Body.Reaction(
                        reference(content.getReaction().getTarget()),
                        content.getReaction().getEmoji());
            case EDIT:
                return new Body.Edit(
                        id(content.getEdit().getId()), content.getEdit().getText());
            case DELETE:
                return new Body.Delete(id(content.getDelete().getId()));
            case LOCATION:
                Location location = content.getLocation();
                return new Body.Location(
                        location.getLatitude(), location.getLongitude(), location.getAccuracy(), location.getName());
            case TIMER:
                return new Body.Timer(
                        seconds(content.getTimer().getExpiresAfter()),
                        Integer.toUnsignedLong(content.getTimer().getRevision()));
            default:
                return Body.Unknown.INSTANCE;
        }
    }

    private static Reference reference(dev.doubletick.protocol.content.wire.Reference wire) {
        return Reference.of(id(wire.getId()), wire.getYours());
    }

    private static MessageId id(ByteString bytes) {
        return MessageId.ofBytes(bytes.asReadOnlyByteBuffer());
    }

    private static Duration seconds(int unsigned) {
        return Duration.ofSeconds(Integer.toUnsignedLong(unsigned));
    }

    /**
     * Writes a payload of the content type {@code dt1}.
     *
     * @throws IllegalArgumentException for a body that is never on the wire
     */
    public static byte[] encode(Envelope envelope) {
        Content.Builder content = Content.newBuilder().setExpiresAfter(seconds(envelope.expiresAfter()));
        envelope.replyTo().ifPresent(message -> content.setReplyTo(wire(message)));
        write(envelope.body(), content);
        return content.build().toByteArray();
    }

    private static void write(Body body, Content.Builder content) {
        if (body instanceof Body.Text) {
            content.setText(Text.newBuilder().setText(((Body.Text) body).text()));
        } else if (body instanceof Body.Reaction) {
            Body.Reaction reaction = (Body.Reaction) body;
            content.setReaction(
                    Reaction.newBuilder().setTarget(wire(reaction.target())).setEmoji(reaction.emoji()));
        } else if (body instanceof Body.Edit) {
            Body.Edit edit = (Body.Edit) body;
            content.setEdit(Edit.newBuilder().setId(wire(edit.target())).setText(edit.text()));
        } else if (body instanceof Body.Delete) {
            content.setDelete(Delete.newBuilder().setId(wire(((Body.Delete) body).target())));
        } else if (body instanceof Body.Location) {
            Body.Location location = (Body.Location) body;
            content.setLocation(Location.newBuilder()
                    .setLatitude(location.latitude())
                    .setLongitude(location.longitude())
                    .setAccuracy(location.accuracy())
                    .setName(location.name()));
        } else if (body instanceof Body.Timer) {
            Body.Timer timer = (Body.Timer) body;
            content.setTimer(Timer.newBuilder()
                    .setExpiresAfter(seconds(timer.expiresAfter()))
                    .setRevision((int) timer.revision()));
        } else {
            throw new IllegalArgumentException(body + " is never sent");
        }
    }

    private static dev.doubletick.protocol.content.wire.Reference wire(Reference reference) {
        return dev.doubletick.protocol.content.wire.Reference.newBuilder()
                .setId(wire(reference.id()))
                .setYours(reference.yours())
                .build();
    }

    private static ByteString wire(MessageId id) {
        return ByteString.copyFrom(id.toBytes());
    }

    private static int seconds(Duration time) {
        // Not toSeconds(), which Android has since version 12 only.
        return (int) (time.toMillis() / 1000);
    }

    static Duration checkTimer(Duration time) {
        if (time.isNegative()
                || time.compareTo(MAX_TIMER) > 0
                || !seconds(seconds(time)).equals(time)) {
            throw new IllegalArgumentException("a timer is whole seconds, at most " + MAX_TIMER.toDays() + " days");
        }
        return time;
    }

    static void checkLength(String what, String text, int limit) {
        if (text.getBytes(StandardCharsets.UTF_8).length > limit) {
            throw new IllegalArgumentException(what + " has at most " + limit + " bytes in UTF-8");
        }
    }
}
