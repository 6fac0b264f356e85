package dev.doubletick.sdk.internal.timeline;

import dev.doubletick.protocol.Limits;
import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.MessageIdGenerator;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.content.Body;
import dev.doubletick.protocol.content.Envelope;
import dev.doubletick.protocol.content.Reference;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.Message.Direction;
import dev.doubletick.sdk.MessageContent;
import dev.doubletick.sdk.MessageKey;
import dev.doubletick.sdk.MessageStatus;
import dev.doubletick.sdk.MessageTooLargeException;
import dev.doubletick.sdk.NotRegisteredException;
import dev.doubletick.sdk.store.MessageStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * What the user of this phone does to messages. Each call is one transaction: what is to be sent is queued in it, and what can
 * be seen of it here is done. Runs on the worker.
 *
 * <p>All throw {@link NotRegisteredException} before there is an account, {@link IllegalArgumentException} for a message that
 * is not there, and {@link IllegalStateException} for what cannot be done to it.
 */
public final class Timeline {

    private final MessageStore store;
    private final MessageIdGenerator ids;
    private final Clock clock;
    private final Changes changes;
    private final Timers timers;

    public Timeline(MessageStore store, MessageIdGenerator ids, Clock clock, Changes changes, Timers timers) {
        this.store = store;
        this.ids = ids;
        this.clock = clock;
        this.changes = changes;
        this.timers = timers;
    }

    public Message send(PhoneNumber to, Body body) {
        return add(to, Envelope.of(body).withExpiresAfter(store.timer(to).expiresAfter()));
    }

    public Message reply(MessageKey key, Body body) {
        Message target = reachable(key);
        return add(
                key.conversation(),
                Envelope.of(body)
                        .withReplyTo(Optional.of(reference(target)))
                        .withExpiresAfter(store.timer(key.conversation()).expiresAfter()));
    }

    /**
     * @param expiresAfter zero: messages stay
     */
    public Message setTimer(PhoneNumber with, Duration expiresAfter) {
        return store.inTransaction(() -> {
            Message change = add(with, Envelope.of(timers.next(with, expiresAfter)));
            timers.changed(change);
            return change;
        });
    }

    /**
     * @param emoji empty: the reaction is taken back
     */
    public Message react(MessageKey key, String emoji) {
        Message target = reachable(key);
        return change(target, ids.next(), new Body.Reaction(reference(target), emoji));
    }

    public Message edit(MessageKey key, String text) {
        Message target = own(key);
        if (!(target.body() instanceof Body.Text)) {
            throw new IllegalStateException("only texts can be edited");
        }
        checkText(text);
        checkSize(Changes.edited(target, text));
        return change(target, ids.next(), new Body.Edit(key.id(), text));
    }

    /** Within 2 days, by the times in the ids: the other phone looks at the same. */
    public Message deleteForEveryone(MessageKey key) {
        return change(own(key), ids.next(), new Body.Delete(key.id()));
    }

    /** From this phone only. */
    public Message deleteHere(MessageKey key) {
        Message target = shown(key);
        if (target.status() == MessageStatus.QUEUED && !target.deletedAt().isPresent()) {
            throw new IllegalStateException("the message is on its way: delete it for everyone");
        }
        store.remove(key, clock.instant());
        return target;
    }

    public Message retry(MessageKey key) {
        if (shown(key).deletedAt().isPresent()) {
            throw new IllegalStateException("the message is deleted");
        }
        return Optional.of(key)
                .filter(candidate -> candidate.direction() == Direction.OUTGOING)
                .flatMap(failed -> store.requeue(failed.id()))
                .orElseThrow(() -> new IllegalStateException("only a message that failed can be tried again"));
    }

    private Message add(PhoneNumber to, Envelope envelope) {
        if (envelope.body() instanceof Body.Text) {
            checkText(((Body.Text) envelope.body()).text());
        }
        return add(ids.next(), to, MessageContent.of(envelope));
    }

    private Message add(MessageId id, PhoneNumber to, MessageContent content) {
        checkSize(content);
        if (!store.account().isPresent()) {
            throw new NotRegisteredException();
        }
        return store.addOutgoing(id, to, content, clock.instant());
    }

    private static void checkText(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a message says something");
        }
    }

    private static void checkSize(MessageContent content) {
        if (content.size() > Limits.MAX_PAYLOAD_BYTES) {
            throw new MessageTooLargeException(content.size(), Limits.MAX_PAYLOAD_BYTES);
        }
    }

    private Message change(Message target, MessageId id, Body body) {
        return store.inTransaction(() -> {
            Message change = add(id, target.conversation(), MessageContent.of(Envelope.of(body)));
            if (!changes.apply(change, target)) {
                throw new IllegalStateException("the message is older than "
                        + Limits.DELETE_FOR_EVERYONE_WITHIN.toDays() + " days: it cannot be deleted for everyone");
            }
            return store.find(target.key()).orElse(target);
        });
    }

    private static Reference reference(Message target) {
        return Reference.of(target.id(), target.direction() == Direction.INCOMING);
    }

    private Message own(MessageKey key) {
        if (key.direction() != Direction.OUTGOING) {
            throw new IllegalStateException("only the author can do that to a message");
        }
        return reachable(key);
    }

    /** One that the other phone knows, or will. */
    private Message reachable(MessageKey key) {
        Message message = shown(key);
        if (message.deletedAt().isPresent()) {
            throw new IllegalStateException("the message is deleted");
        }
        if (message.status() == MessageStatus.FAILED) {
            throw new IllegalStateException("the other phone never got the message");
        }
        return message;
    }

    private Message shown(MessageKey key) {
        return store.find(key)
                .filter(Message::isShown)
                .orElseThrow(() -> new IllegalArgumentException("there is no such message (any more)"));
    }
}
