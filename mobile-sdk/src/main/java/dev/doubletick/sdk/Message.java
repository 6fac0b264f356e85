package dev.doubletick.sdk;

import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.content.Body;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A message as it stood when it was read from the phone's database. Immutable: whatever happens to it later comes as a new
 * object, to {@link DoubletickListener}.
 *
 * <p>{@link #key} names a message. The {@link #id} alone does not: it was made by the sender, who may be hostile.
 */
public final class Message {

    /** Which way a message goes. */
    public enum Direction {
        /** Written on this phone. */
        OUTGOING,
        /** Written by the other one. */
        INCOMING;

        /** The other way. */
        public Direction opposite() {
            return this == OUTGOING ? INCOMING : OUTGOING;
        }
    }

    private final MessageKey key;
    private final MessageContent content;
    private final long position;
    private final MessageStatus status;
    private final boolean shown;
    private final Optional<MessageFailure> failure;
    private final Instant createdAt;
    private final Optional<Instant> sentAt;
    private final Optional<Instant> deliveredAt;
    private final Optional<Instant> seenAt;
    private final Optional<Instant> editedAt;
    private final Optional<Instant> deletedAt;
    private final Optional<Instant> expiresAt;
    private final List<Reaction> reactions;

    Message(MessageBuilder builder) {
        this.key = builder.key;
        this.content = builder.content;
        this.position = builder.position;
        this.status = builder.status;
        this.shown = builder.shown;
        this.failure = Optional.ofNullable(builder.failure);
        this.createdAt = builder.createdAt;
        this.sentAt = Optional.ofNullable(builder.sentAt);
        this.deliveredAt = Optional.ofNullable(builder.deliveredAt);
        this.seenAt = Optional.ofNullable(builder.seenAt);
        this.editedAt = Optional.ofNullable(builder.editedAt);
        this.deletedAt = Optional.ofNullable(builder.deletedAt);
        this.expiresAt = Optional.ofNullable(builder.expiresAt);
        this.reactions = builder.reactions;
    }

    /**
     * For {@link dev.doubletick.sdk.store.MessageStore} implementations and for an app's own tests.
     *
     * @param createdAt see {@link #createdAt()}
     */
    public static MessageBuilder builder(
            MessageKey key, MessageContent content, MessageStatus status, Instant createdAt) {
        return new MessageBuilder(key, content, status, createdAt);
    }

    /** What names it. */
    public MessageKey key() {
        return key;
    }

    /** The id that the sender made. */
    public MessageId id() {
        return key.id();
    }

    /** The other phone: the recipient of an outgoing message, the sender of an incoming one. */
    public PhoneNumber conversation() {
        return key.conversation();
    }

    public Direction direction() {
        return key.direction();
    }

    /**
     * What it says: a {@link Body.Text}, {@link Body.Location} or {@link Body.Timer}; {@link Body.Deleted} where its author
     * deleted it for everyone; {@link Body.Unknown} if it is of a kind that this version does not know: show "update the
     * app". Newer versions may add kinds, for which an app should have a default.
     */
    public Body body() {
        return deletedAt.isPresent()
                ? Body.Deleted.INSTANCE
                : content.envelope().body();
    }

    /** The text, if it is a {@link Body.Text}. */
    public Optional<String> text() {
        return deletedAt.isPresent() ? Optional.empty() : content.text();
    }

    /** The content as it came over the wire, or as it was edited since; without bytes once the message was deleted. */
    public MessageContent content() {
        return content;
    }

    /** The message that this one answers. It may be gone from this phone, or may never have been there. */
    public Optional<MessageKey> replyTo() {
        return content.envelope()
                .replyTo()
                .map(message -> MessageKey.of(
                        conversation(), message.yours() ? direction().opposite() : direction(), message.id()));
    }

    /** At most one of each phone. */
    public List<Reaction> reactions() {
        return reactions;
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

    /**
     * Whether a person sees it. Not so reactions, edits and the like, which take the way of messages to the server, and what
     * remains of a message that disappeared. An app gets to see only those that are.
     */
    public boolean isShown() {
        return shown;
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

    /** When this phone learnt of the last edit. */
    public Optional<Instant> editedAt() {
        return editedAt;
    }

    /** When this phone learnt that its author deleted it for everyone. */
    public Optional<Instant> deletedAt() {
        return deletedAt;
    }

    /** When it disappears from this phone, by its clock. Empty if it stays, and until the time begins to run. */
    public Optional<Instant> expiresAt() {
        return expiresAt;
    }

    @Override
    public boolean equals(Object o) {
        if (!(o instanceof Message)) {
            return false;
        }
        Message other = (Message) o;
        return key.equals(other.key)
                && content.equals(other.content)
                && position == other.position
                && status == other.status
                && shown == other.shown
                && failure.equals(other.failure)
                && createdAt.equals(other.createdAt)
                && sentAt.equals(other.sentAt)
                && deliveredAt.equals(other.deliveredAt)
                && seenAt.equals(other.seenAt)
                && editedAt.equals(other.editedAt)
                && deletedAt.equals(other.deletedAt)
                && expiresAt.equals(other.expiresAt)
                && reactions.equals(other.reactions);
    }

    @Override
    public int hashCode() {
        return Objects.hash(key, status);
    }

    /** Without the content and with a masked number, so that it may be logged. */
    @Override
    public String toString() {
        return key + ": " + status + ", " + content;
    }
}
