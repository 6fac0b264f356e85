package dev.doubletick.sdk.internal.timeline;

import dev.doubletick.protocol.Limits;
import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.content.Body;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.Message.Direction;
import dev.doubletick.sdk.MessageContent;
import dev.doubletick.sdk.MessageKey;
import dev.doubletick.sdk.store.MessageStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Reactions, edits and deletions: what they do to the message that they are about. An edit or a deletion finds only messages
 * of its own author in its own conversation, whatever it says. Runs on the worker, within a transaction of the caller's.
 */
public final class Changes {

    private final MessageStore store;
    private final Clock clock;

    public Changes(MessageStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** The message that a change is about. */
    public static MessageKey target(Message change) {
        Body body = change.content().envelope().body();
        if (body instanceof Body.Reaction) {
            Body.Reaction reaction = (Body.Reaction) body;
            return key(change, reaction.target().yours(), reaction.target().id());
        }
        return key(change, false, body instanceof Body.Edit ? ((Body.Edit) body).target() : deleted(body));
    }

    private static MessageId deleted(Body body) {
        if (body instanceof Body.Delete) {
            return ((Body.Delete) body).target();
        }
        throw new IllegalArgumentException(body + " changes nothing");
    }

    private static MessageKey key(Message change, boolean yours, MessageId id) {
        Direction author = yours ? change.direction().opposite() : change.direction();
        return MessageKey.of(change.conversation(), author, id);
    }

    /**
     * The other phone's change has arrived and is stored. It takes effect, or waits until its target is there and readable, or
     * has none because the message is gone.
     *
     * @return the message that it changed
     */
    public Optional<Message> arrived(Message change) {
        MessageKey key = target(change);
        Optional<Message> target = store.find(key);
        Body body = change.content().envelope().body();
        if (!target.isPresent() || (body instanceof Body.Edit && isUnknown(target.get()))) {
            store.hold(change.key(), key);
            return Optional.empty();
        }
        boolean changed = apply(change, target.get());
        store.remove(change.key(), clock.instant());
        return changed ? store.find(key) : Optional.empty();
    }

    private static boolean isUnknown(Message message) {
        return message.isShown() && message.body() instanceof Body.Unknown;
    }

    /**
     * A message has arrived, or has become readable: what waited for it takes effect.
     *
     * @return the message as it stands now
     */
    public Message settle(Message message) {
        for (Message change : store.release(message.key())) {
            arrived(change);
        }
        return store.find(message.key()).orElse(message);
    }

    /**
     * Lets a change, of whichever side, take effect.
     *
     * @return whether it did
     */
    boolean apply(Message change, Message target) {
        Body body = change.content().envelope().body();
        if (!target.isShown() || target.deletedAt().isPresent()) {
            return false;
        }
        if (body instanceof Body.Reaction) {
            String emoji = ((Body.Reaction) body).emoji();
            store.react(
                    target.key(),
                    change.direction(),
                    Optional.of(emoji).filter(sign -> !sign.isEmpty()),
                    clock.instant());
            return true;
        }
        if (body instanceof Body.Edit) {
            String text = ((Body.Edit) body).text();
            boolean fits = target.body() instanceof Body.Text && !text.isEmpty();
            if (fits) {
                store.edit(target.key(), edited(target, text), clock.instant());
            }
            return fits;
        }
        boolean inTime = mayDelete(change, target);
        if (inTime) {
            store.markDeleted(target.key(), clock.instant());
        }
        return inTime;
    }

    /** The content of a message with another text. */
    static MessageContent edited(Message message, String text) {
        return MessageContent.of(message.content().envelope().withBody(new Body.Text(text)));
    }

    /**
     * The two ids' times come from the same clock, the author's: however wrong it is, their difference is right. Because the
     * author may lie about it, the arrivals by this phone's clock must not be further apart than the longest way of an honest
     * deletion. In doubt the message stays.
     */
    static boolean mayDelete(Message change, Message target) {
        Optional<Instant> written = target.id().time();
        Optional<Instant> deleted = change.id().time();
        Duration apart = Duration.between(arrival(target), arrival(change));
        if (!written.isPresent() || !deleted.isPresent()) {
            return apart.compareTo(Limits.DELETE_FOR_EVERYONE_WITHIN) <= 0;
        }
        return isInTime(written.get(), deleted.get())
                && apart.compareTo(Limits.DELETE_FOR_EVERYONE_WITHIN.plus(Limits.MAX_MESSAGE_EXPIRY)) <= 0;
    }

    private static boolean isInTime(Instant written, Instant deleted) {
        return Duration.between(written, deleted).compareTo(Limits.DELETE_FOR_EVERYONE_WITHIN) <= 0;
    }

    private static Instant arrival(Message message) {
        return message.direction() == Direction.INCOMING
                ? message.deliveredAt().orElse(message.createdAt())
                : message.createdAt();
    }
}
