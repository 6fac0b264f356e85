package dev.doubletick.sdk;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what there is to say about a {@link Message}. Not for use by several threads. */
public final class MessageBuilder {

    final MessageKey key;
    final MessageContent content;
    final MessageStatus status;
    final Instant createdAt;
    long position;
    boolean shown = true;

    @Nullable
    MessageFailure failure;

    @Nullable
    Instant sentAt;

    @Nullable
    Instant deliveredAt;

    @Nullable
    Instant seenAt;

    @Nullable
    Instant editedAt;

    @Nullable
    Instant deletedAt;

    @Nullable
    Instant expiresAt;

    List<Reaction> reactions = Collections.emptyList();

    MessageBuilder(MessageKey key, MessageContent content, MessageStatus status, Instant createdAt) {
        this.key = key;
        this.content = content;
        this.status = status;
        this.createdAt = createdAt;
    }

    public MessageBuilder position(long position) {
        this.position = position;
        return this;
    }

    public MessageBuilder shown(boolean shown) {
        this.shown = shown;
        return this;
    }

    public MessageBuilder failure(@Nullable MessageFailure failure) {
        this.failure = failure;
        return this;
    }

    public MessageBuilder sentAt(@Nullable Instant sentAt) {
        this.sentAt = sentAt;
        return this;
    }

    public MessageBuilder deliveredAt(@Nullable Instant deliveredAt) {
        this.deliveredAt = deliveredAt;
        return this;
    }

    public MessageBuilder seenAt(@Nullable Instant seenAt) {
        this.seenAt = seenAt;
        return this;
    }

    public MessageBuilder editedAt(@Nullable Instant editedAt) {
        this.editedAt = editedAt;
        return this;
    }

    public MessageBuilder deletedAt(@Nullable Instant deletedAt) {
        this.deletedAt = deletedAt;
        return this;
    }

    public MessageBuilder expiresAt(@Nullable Instant expiresAt) {
        this.expiresAt = expiresAt;
        return this;
    }

    public MessageBuilder reactions(List<Reaction> reactions) {
        this.reactions = Collections.unmodifiableList(new ArrayList<>(reactions));
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
