package dev.doubletick.sdk;

import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message as it stood when it was read from the phone's database. Immutable: a later status comes as a new object, to
 * {@link DoubletickListener#onMessageStatus}.
 *
 * <p>Conversation, direction and id together name a message. The id alone does not: it was made by the sender, who may be
 * hostile.
 */
public final class Message {

    /** Which way a message goes. */
    public enum Direction {
        /** Written on this phone. */
        OUTGOING,
        /** Written by the other one. */
        INCOMING
    }

    private final MessageId id;
    private final PhoneNumber conversation;
    private final Direction direction;
    private final MessageContent content;
    private final long position;
    private final MessageStatus status;
    private final Optional<MessageFailure> failure;
    private final Instant createdAt;
    private final Optional<Instant> sentAt;
    private final Optional<Instant> deliveredAt;
    private final Optional<Instant> seenAt;

    private Message(Builder builder) {
        this.id = builder.id;
        this.conversation = builder.conversation;
        this.direction = builder.direction;
        this.content = builder.content;
        this.position = builder.position;
        this.status = builder.status;
        this.failure = Optional.ofNullable(builder.failure);
        this.createdAt = builder.createdAt;
        this.sentAt = Optional.ofNullable(builder.sentAt);
        this.deliveredAt = Optional.ofNullable(builder.deliveredAt);
        this.seenAt = Optional.ofNullable(builder.seenAt);
    }

    /**
     * For {@link dev.doubletick.sdk.store.MessageStore} implementations and for an app's own tests.
     *
     * @param createdAt see {@link #createdAt()}
     */
    public static Builder builder(
            MessageId id,
            PhoneNumber conversation,
            Direction direction,
            MessageContent content,
            MessageStatus status,
            Instant createdAt) {
        return new Builder(id, conversation, direction, content, status, createdAt);
    }

    /** The id that the sender made. */
    public MessageId id() {
        return id;
    }

    /** The other phone: the recipient of an outgoing message, the sender of an incoming one. */
    public PhoneNumber conversation() {
        return conversation;
    }

    public Direction direction() {
        return direction;
    }

    /** The text; empty if the content is of a kind that this version does not know: show "update the app". */
    public Optional<String> text() {
        return content.text();
    }

    /** The content as it came over the wire. */
    public MessageContent content() {
        return content;
    }

    /** Where the message stands in this phone's history: ascending in the order in which they were stored here. */
    public long position() {
        return position;
    }

    public MessageStatus status() {
        return status;
    }

    /** Why it failed; present exactly when the status is {@link MessageStatus#FAILED}. */
    public Optional<MessageFailure> failure() {
        return failure;
    }

    /** When it was written. On an incoming message by the sender's clock as far as that is credible, else its arrival. */
    public Instant createdAt() {
        return createdAt;
    }

    /** When the server took it (one tick), by this phone's clock. Always empty on an incoming message. */
    public Optional<Instant> sentAt() {
        return sentAt;
    }

    /** When this phone learnt that the other one has it (two ticks); on an incoming message, when it arrived here. */
    public Optional<Instant> deliveredAt() {
        return deliveredAt;
    }

    /** When this phone learnt that the other side read it; on an incoming message, when it was read here. */
    public Optional<Instant> seenAt() {
        return seenAt;
    }

    @Override
    public boolean equals(Object o) {
        if (!(o instanceof Message)) {
            return false;
        }
        Message other = (Message) o;
        return id.equals(other.id)
                && conversation.equals(other.conversation)
                && direction == other.direction
                && content.equals(other.content)
                && position == other.position
                && status == other.status
                && failure.equals(other.failure)
                && createdAt.equals(other.createdAt)
                && sentAt.equals(other.sentAt)
                && deliveredAt.equals(other.deliveredAt)
                && seenAt.equals(other.seenAt);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, conversation, direction, status);
    }

    /** Without the content and with a masked number, so that it may be logged. */
    @Override
    public String toString() {
        return direction + " " + id + " with " + conversation.masked() + ": " + status + ", " + content;
    }

    /** Collects what is optional about a message. Not for use by several threads. */
    public static final class Builder {

        private final MessageId id;
        private final PhoneNumber conversation;
        private final Direction direction;
        private final MessageContent content;
        private final MessageStatus status;
        private final Instant createdAt;
        private long position;
        private @Nullable MessageFailure failure;
        private @Nullable Instant sentAt;
        private @Nullable Instant deliveredAt;
        private @Nullable Instant seenAt;

        private Builder(
                MessageId id,
                PhoneNumber conversation,
                Direction direction,
                MessageContent content,
                MessageStatus status,
                Instant createdAt) {
            this.id = id;
            this.conversation = conversation;
            this.direction = direction;
            this.content = content;
            this.status = status;
            this.createdAt = createdAt;
        }

        public Builder position(long position) {
            this.position = position;
            return this;
        }

        public Builder failure(@Nullable MessageFailure failure) {
            this.failure = failure;
            return this;
        }

        public Builder sentAt(@Nullable Instant sentAt) {
            this.sentAt = sentAt;
            return this;
        }

        public Builder deliveredAt(@Nullable Instant deliveredAt) {
            this.deliveredAt = deliveredAt;
            return this;
        }

        public Builder seenAt(@Nullable Instant seenAt) {
            this.seenAt = seenAt;
            return this;
        }

        /**
         * @throws IllegalStateException if a failed message says no reason, or another one does
         */
        public Message build() {
            if ((status == MessageStatus.FAILED) != (failure != null)) {
                throw new IllegalStateException("exactly a failed message has a failure");
            }
            return new Message(this);
        }
    }
}
