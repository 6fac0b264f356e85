package dev.doubletick.sdk.internal;

import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.content.Body;
import dev.doubletick.sdk.Conversation;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.Message.Direction;
import dev.doubletick.sdk.MessageKey;
import dev.doubletick.sdk.MessageStatus;
import dev.doubletick.sdk.internal.timeline.SeenReceipts;
import dev.doubletick.sdk.internal.timeline.Timeline;
import dev.doubletick.sdk.store.MessageStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The app's calls about messages: each is done on the worker, and what is to be sent is sent. Called from any thread. */
public final class Messaging {

    private final MessageStore store;
    private final StoreCalls calls;
    private final Callbacks callbacks;
    private final Messages messages;
    private final Session session;
    private final Blocks blocks;

    Messaging(
            MessageStore store,
            StoreCalls calls,
            Callbacks callbacks,
            Messages messages,
            Session session,
            Blocks blocks) {
        this.store = store;
        this.calls = calls;
        this.callbacks = callbacks;
        this.messages = messages;
        this.session = session;
        this.blocks = blocks;
    }

    public CompletableFuture<Message> send(PhoneNumber to, Body body) {
        return queue(to, timeline -> timeline.send(to, body));
    }

    public CompletableFuture<Message> setTimer(PhoneNumber with, Duration expiresAfter) {
        return queue(with, timeline -> timeline.setTimer(with, expiresAfter));
    }

    /** Does something that leads to something to be sent to this phone. */
    public CompletableFuture<Message> queue(PhoneNumber to, Function<Timeline, Message> work) {
        return calls.change(
                () -> {
                    blocks.requireNot(to);
                    return work.apply(messages.timeline());
                },
                message -> session.messageAdded(message.conversation()));
    }

    public CompletableFuture<Message> deleteHere(MessageKey key) {
        return calls.change(() -> messages.timeline().deleteHere(key), message -> {});
    }

    public CompletableFuture<Message> whenReached(MessageKey key, MessageStatus status) {
        CompletableFuture<Message> promise = callbacks.promise();
        calls.run(promise, () -> {
            Message now = store.find(key)
                    .filter(Message::isShown)
                    .filter(message -> message.direction() == Direction.OUTGOING)
                    .orElseThrow(() -> new IllegalArgumentException("no such message was written on this phone"));
            messages.milestones().add(promise, now, status);
        });
        return promise;
    }

    /**
     * @param upTo the position of the last message read
     */
    public CompletableFuture<Integer> markSeen(PhoneNumber from, long upTo) {
        return calls.change(() -> messages.seen().read(from, upTo, !blocks.contains(from)), count -> {
            if (count > 0) {
                session.receiptsAdded(from);
                messages.timesMayRun();
            }
        });
    }

    public CompletableFuture<Boolean> seenReceipts() {
        return calls.call(messages.seen()::areOn);
    }

    public CompletableFuture<Boolean> setSeenReceipts(boolean on) {
        return calls.call(() -> {
            SeenReceipts receipts = messages.seen();
            receipts.switchTo(on);
            return on;
        });
    }

    public CompletableFuture<Optional<Message>> find(MessageKey key) {
        return calls.call(() -> store.find(key).filter(Message::isShown));
    }

    public CompletableFuture<List<Message>> history(PhoneNumber with, long before, int limit) {
        return calls.call(() -> store.history(with, before, checked(limit)));
    }

    public CompletableFuture<List<Message>> search(String query, Optional<PhoneNumber> with, long before, int limit) {
        return calls.call(() -> store.search(query, with, before, checked(limit)));
    }

    /**
     * @throws IllegalArgumentException if it is no limit of a page
     */
    public static int checked(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("a page has at least one message");
        }
        return limit;
    }

    public CompletableFuture<List<Conversation>> conversations() {
        return calls.call(store::conversations);
    }

    public CompletableFuture<Integer> unread() {
        return calls.call(store::unread);
    }
}
