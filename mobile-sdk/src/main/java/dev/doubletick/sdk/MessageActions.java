package dev.doubletick.sdk;

import dev.doubletick.protocol.content.Body;
import dev.doubletick.sdk.internal.Messaging;
import java.util.concurrent.CompletableFuture;

/**
 * What can be done to one message: {@code phone.on(message).react("👍")}. Works without a connection: what the other phone has
 * to know is queued behind what was written before, and arrives there in that order.
 *
 * <p>Every method may be called on any thread. Futures complete when the change is stored on this phone; they fail with {@link
 * IllegalArgumentException} if the message is not (or no longer) there, and with {@link IllegalStateException} if this cannot be
 * done to it. Should the server refuse the change later, {@link DoubletickListener#onChangeRefused} hears of it.
 */
public final class MessageActions {

    private final Messaging messaging;
    private final MessageKey key;

    MessageActions(Messaging messaging, MessageKey key) {
        this.messaging = messaging;
        this.key = key;
    }

    /** Answers it with a text. Fails like {@link Doubletick#send}; returns the answer. */
    public CompletableFuture<Message> reply(String text) {
        return messaging.queue(key.conversation(), timeline -> timeline.reply(key, new Body.Text(text)));
    }

    /**
     * Reacts to it, whoever wrote it. Each phone has one reaction to a message: this takes the place of an earlier one.
     *
     * @param emoji at most 64 bytes of UTF-8
     * @return the message as it is now
     */
    public CompletableFuture<Message> react(String emoji) {
        return messaging.queue(key.conversation(), timeline -> {
            if (emoji.isEmpty()) {
                throw new IllegalArgumentException("a reaction is an emoji");
            }
            return timeline.react(key, emoji);
        });
    }

    /** Takes this phone's reaction back; returns the message as it is now. */
    public CompletableFuture<Message> takeReactionBack() {
        return messaging.queue(key.conversation(), timeline -> timeline.react(key, ""));
    }

    /** Gives an own text another wording, on both phones; returns the message as it is now. */
    public CompletableFuture<Message> edit(String text) {
        return messaging.queue(key.conversation(), timeline -> timeline.edit(key, text));
    }

    /**
     * Deletes an own message on both phones, within {@linkplain dev.doubletick.protocol.Limits#DELETE_FOR_EVERYONE_WITHIN 2
     * days} after it was written by this phone's clock. A phone with an SDK of another make may keep it.
     *
     * @return what is left: a message with a {@link Body.Deleted}
     */
    public CompletableFuture<Message> deleteForEveryone() {
        return messaging.queue(key.conversation(), timeline -> timeline.deleteForEveryone(key));
    }

    /**
     * Deletes it on this phone only: any message that is not {@link MessageStatus#QUEUED}, and so discards a {@link
     * MessageStatus#FAILED} one.
     *
     * @return the message as it was
     */
    public CompletableFuture<Message> deleteHere() {
        return messaging.deleteHere(key);
    }

    /**
     * Tries a {@link MessageStatus#FAILED} message again. It goes to the end of the conversation.
     *
     * @return the message, queued
     */
    public CompletableFuture<Message> retry() {
        return messaging.queue(key.conversation(), timeline -> timeline.retry(key));
    }
}
