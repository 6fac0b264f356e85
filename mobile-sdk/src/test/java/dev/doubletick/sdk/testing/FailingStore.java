package dev.doubletick.sdk.testing;

import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.Conversation;
import dev.doubletick.sdk.DisappearingTimer;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.Message.Direction;
import dev.doubletick.sdk.MessageContent;
import dev.doubletick.sdk.MessageFailure;
import dev.doubletick.sdk.MessageKey;
import dev.doubletick.sdk.store.AddressBookEntry;
import dev.doubletick.sdk.store.MessageStore;
import dev.doubletick.sdk.store.PhoneList;
import dev.doubletick.sdk.store.StoreException;
import dev.doubletick.sdk.store.sqlite.SqliteMessageStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A SQLite store that, when told to, cannot take what arrives. */
public final class FailingStore implements MessageStore {

    private final MessageStore store;
    private final AtomicInteger failures = new AtomicInteger();
    private final StoreException failure = new StoreException("no space left, says the test");

    public FailingStore(Path file) {
        this.store = new SqliteMessageStore(file);
    }

    public void failNextArrivals(int count) {
        failures.set(count);
    }

    /** What it throws then. */
    public StoreException failure() {
        return failure;
    }

    @Override
    public Optional<Message> addIncoming(
            MessageId id, PhoneNumber from, MessageContent content, Instant createdAt, Instant at) {
        if (failures.getAndUpdate(count -> Math.max(0, count - 1)) > 0) {
            throw failure;
        }
        return store.addIncoming(id, from, content, createdAt, at);
    }

    @Override
    public void open() {
        store.open();
    }

    @Override
    public <T> T inTransaction(Supplier<T> work) {
        return store.inTransaction(work);
    }

    @Override
    public Optional<Account> account() {
        return store.account();
    }

    @Override
    public void saveAccount(Account account) {
        store.saveAccount(account);
    }

    @Override
    public Message addOutgoing(MessageId id, PhoneNumber to, MessageContent content, Instant at) {
        return store.addOutgoing(id, to, content, at);
    }

    @Override
    public Optional<Message> outgoing(MessageId id) {
        return store.outgoing(id);
    }

    @Override
    public List<PhoneNumber> queuedRecipients() {
        return store.queuedRecipients();
    }

    @Override
    public Optional<Message> firstQueued(PhoneNumber to) {
        return store.firstQueued(to);
    }

    @Override
    public Optional<Message> markSent(MessageId id, Instant at) {
        return store.markSent(id, at);
    }

    @Override
    public Optional<Message> markFailed(MessageId id, MessageFailure messageFailure) {
        return store.markFailed(id, messageFailure);
    }

    @Override
    public List<Message> markDelivered(Collection<MessageId> ids, Instant at) {
        return store.markDelivered(ids, at);
    }

    @Override
    public List<Message> markSeenBy(PhoneNumber recipient, Collection<MessageId> ids, Instant at) {
        return store.markSeenBy(recipient, ids, at);
    }

    @Override
    public int markSeen(PhoneNumber from, long upTo, Instant at) {
        return store.markSeen(from, upTo, at);
    }

    @Override
    public List<PhoneNumber> receiptRecipients() {
        return store.receiptRecipients();
    }

    @Override
    public List<MessageId> pendingReceipts(PhoneNumber to, int limit) {
        return store.pendingReceipts(to, limit);
    }

    @Override
    public void removeReceipts(PhoneNumber to, Collection<MessageId> ids) {
        store.removeReceipts(to, ids);
    }

    @Override
    public List<Message> history(PhoneNumber with, long before, int limit) {
        return store.history(with, before, limit);
    }

    @Override
    public List<Conversation> conversations() {
        return store.conversations();
    }

    @Override
    public List<AddressBookEntry> addressBook() {
        return store.addressBook();
    }

    @Override
    public void saveAddressBook(Collection<AddressBookEntry> entries) {
        store.saveAddressBook(entries);
    }

    @Override
    public void removeFromAddressBook(Collection<String> numbers) {
        store.removeFromAddressBook(numbers);
    }

    @Override
    public Set<PhoneNumber> phones(PhoneList list) {
        return store.phones(list);
    }

    @Override
    public void addPhones(PhoneList list, Collection<PhoneNumber> phones) {
        store.addPhones(list, phones);
    }

    @Override
    public void removePhones(PhoneList list, Collection<PhoneNumber> phones) {
        store.removePhones(list, phones);
    }

    @Override
    public void clear() {
        store.clear();
    }

    @Override
    public Optional<String> setting(String name) {
        return store.setting(name);
    }

    @Override
    public void saveSetting(String name, String value) {
        store.saveSetting(name, value);
    }

    @Override
    public Optional<Message> find(MessageKey key) {
        return store.find(key);
    }

    @Override
    public Optional<Message> requeue(MessageId id) {
        return store.requeue(id);
    }

    @Override
    public void edit(MessageKey key, MessageContent content, Instant at) {
        store.edit(key, content, at);
    }

    @Override
    public void markDeleted(MessageKey key, Instant at) {
        store.markDeleted(key, at);
    }

    @Override
    public void react(MessageKey key, Direction by, Optional<String> emoji, Instant at) {
        store.react(key, by, emoji, at);
    }

    @Override
    public void remove(MessageKey key, Instant at) {
        store.remove(key, at);
    }

    @Override
    public List<Message> expire(Instant now) {
        return store.expire(now);
    }

    @Override
    public Optional<Instant> nextExpiry() {
        return store.nextExpiry();
    }

    @Override
    public void hold(MessageKey change, MessageKey target) {
        store.hold(change, target);
    }

    @Override
    public List<Message> release(MessageKey target) {
        return store.release(target);
    }

    @Override
    public void prune(Instant before) {
        store.prune(before);
    }

    @Override
    public List<Message> unreadable(long after, int limit) {
        return store.unreadable(after, limit);
    }

    @Override
    public void reread(MessageKey key, Instant at) {
        store.reread(key, at);
    }

    @Override
    public DisappearingTimer timer(PhoneNumber with) {
        return store.timer(with);
    }

    @Override
    public void saveTimer(PhoneNumber with, DisappearingTimer timer) {
        store.saveTimer(with, timer);
    }

    @Override
    public List<Message> search(String query, Optional<PhoneNumber> with, long before, int limit) {
        return store.search(query, with, before, limit);
    }

    @Override
    public int unread() {
        return store.unread();
    }

    @Override
    public void close() {
        store.close();
    }
}
