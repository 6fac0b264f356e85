package dev.doubletick.sdk.store.sqlite;

import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Conversation;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.Message.Direction;
import dev.doubletick.sdk.MessageContent;
import dev.doubletick.sdk.MessageFailure;
import dev.doubletick.sdk.MessageKey;
import dev.doubletick.sdk.store.StoreException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Everything in one SQLite file, with a write-ahead log and a sync on every commit. While it is open, no other process can
 * open it. The file is created with access for its owner only: the device credential is in it.
 */
public final class SqliteMessageStore extends SqliteFile {

    /**
     * Does not touch the file yet.
     *
     * @param file where the database is, or is to be created; its folder has to exist
     */
    public SqliteMessageStore(Path file) {
        super(file);
    }

    private MessageTable messages() {
        return new MessageTable(database());
    }

    private ChangeTable changes() {
        return new ChangeTable(database());
    }

    private HistoryTable histories() {
        return new HistoryTable(database());
    }

    private ReceiptTable receipts() {
        return new ReceiptTable(database());
    }

    @Override
    public Message addOutgoing(MessageId id, PhoneNumber to, MessageContent content, Instant at) {
        return inTransaction(() -> {
            messages().insertOutgoing(id, to, content, at);
            return messages().outgoing(id).orElseThrow(() -> new StoreException("a message is gone once written"));
        });
    }

    @Override
    public Optional<Message> addIncoming(
            MessageId id, PhoneNumber from, MessageContent content, Instant createdAt, Instant at) {
        return inTransaction(() -> messages().insertIncoming(id, from, content, createdAt, at)
                ? messages().incoming(from, id)
                : Optional.empty());
    }

    @Override
    public Optional<Message> find(MessageKey key) {
        return key.direction() == Direction.INCOMING
                ? messages().incoming(key.conversation(), key.id())
                : messages().outgoing(key.id()).filter(message -> message.key().equals(key));
    }

    @Override
    public Optional<Message> outgoing(MessageId id) {
        return messages().outgoing(id);
    }

    @Override
    public List<PhoneNumber> queuedRecipients() {
        return messages().queuedRecipients();
    }

    @Override
    public Optional<Message> firstQueued(PhoneNumber to) {
        return messages().firstQueued(to);
    }

    @Override
    public Optional<Message> markSent(MessageId id, Instant at) {
        return changed(id, messages().setSent(id, at));
    }

    @Override
    public Optional<Message> markFailed(MessageId id, MessageFailure failure) {
        return changed(id, messages().setFailed(id, failure));
    }

    @Override
    public Optional<Message> requeue(MessageId id) {
        return inTransaction(() -> messages()
                .outgoing(id)
                .filter(failed -> messages().setQueued(failed))
                .flatMap(failed -> messages().outgoing(id)));
    }

    private Optional<Message> changed(MessageId id, boolean changed) {
        return changed ? messages().outgoing(id) : Optional.empty();
    }

    @Override
    public List<Message> markDelivered(Collection<MessageId> ids, Instant at) {
        return changed(ids, id -> messages().setDelivered(id, at));
    }

    @Override
    public List<Message> markSeenBy(PhoneNumber recipient, Collection<MessageId> ids, Instant at) {
        return changed(ids, id -> messages().setSeenBy(recipient, id, at));
    }

    private List<Message> changed(Collection<MessageId> ids, Predicate<MessageId> change) {
        return inTransaction(() -> ids.stream()
                .filter(change)
                .map(id -> messages().outgoing(id).orElseThrow(() -> new StoreException("a message is gone")))
                .collect(Collectors.toList()));
    }

    @Override
    public int markSeen(PhoneNumber from, long upTo, Instant at) {
        return inTransaction(() -> {
            receipts().addForUnread(from, upTo);
            return messages().setSeen(from, upTo, at);
        });
    }

    @Override
    public List<PhoneNumber> receiptRecipients() {
        return receipts().recipients();
    }

    @Override
    public List<MessageId> pendingReceipts(PhoneNumber to, int limit) {
        return receipts().pending(to, limit);
    }

    @Override
    public void removeReceipts(PhoneNumber to, Collection<MessageId> ids) {
        transact(() -> ids.forEach(id -> receipts().remove(to, id)));
    }

    @Override
    public void edit(MessageKey key, MessageContent content, Instant at) {
        transact(() -> changes().edit(key, content, at));
    }

    @Override
    public void markDeleted(MessageKey key, Instant at) {
        transact(() -> changes().delete(key, at));
    }

    @Override
    public void react(MessageKey key, Direction by, Optional<String> emoji, Instant at) {
        changes().react(key, by, emoji, at);
    }

    @Override
    public void remove(MessageKey key, Instant at) {
        transact(() -> changes().remove(key, at));
    }

    @Override
    public List<Message> expire(Instant now) {
        return inTransaction(() -> {
            List<Message> due = changes().due(now);
            due.forEach(message -> changes().remove(message.key(), now));
            return due;
        });
    }

    @Override
    public Optional<Instant> nextExpiry() {
        return changes().nextExpiry();
    }

    @Override
    public void hold(MessageKey change, MessageKey target) {
        changes().hold(change, target);
    }

    @Override
    public List<Message> release(MessageKey target) {
        return inTransaction(() -> {
            List<Message> held = changes().held(target);
            changes().release(target);
            return held;
        });
    }

    @Override
    public void prune(Instant before) {
        changes().prune(before);
    }

    @Override
    public List<Message> unreadable(long after, int limit) {
        return histories().unreadable(after, limit);
    }

    @Override
    public void reread(MessageKey key, Instant at) {
        transact(() -> find(key).ifPresent(message -> changes().reread(message, at)));
    }

    @Override
    public List<Message> history(PhoneNumber with, long before, int limit) {
        return histories().page(with, before, limit);
    }

    @Override
    public List<Message> search(String query, Optional<PhoneNumber> with, long before, int limit) {
        return histories().search(query, with, before, limit);
    }

    @Override
    public List<Conversation> conversations() {
        return histories().conversations();
    }

    @Override
    public int unread() {
        return histories().unread();
    }
}
