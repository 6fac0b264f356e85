package dev.doubletick.sdk;

import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Message.Direction;
import java.util.Objects;

/**
 * What names a message: conversation, direction and id together. The id alone does not, because its author made it, who may
 * be hostile. An immutable value.
 */
public final class MessageKey {

    private final PhoneNumber conversation;
    private final Direction direction;
    private final MessageId id;

    private MessageKey(PhoneNumber conversation, Direction direction, MessageId id) {
        this.conversation = conversation;
        this.direction = direction;
        this.id = id;
    }

    public static MessageKey of(PhoneNumber conversation, Direction direction, MessageId id) {
        return new MessageKey(conversation, direction, id);
    }

    /** The other phone. */
    public PhoneNumber conversation() {
        return conversation;
    }

    public Direction direction() {
        return direction;
    }

    public MessageId id() {
        return id;
    }

    @Override
    public boolean equals(Object o) {
        if (!(o instanceof MessageKey)) {
            return false;
        }
        MessageKey other = (MessageKey) o;
        return conversation.equals(other.conversation) && direction == other.direction && id.equals(other.id);
    }

    @Override
    public int hashCode() {
        return Objects.hash(conversation, direction, id);
    }

    @Override
    public String toString() {
        return direction + " " + id + " with " + conversation.masked();
    }
}
