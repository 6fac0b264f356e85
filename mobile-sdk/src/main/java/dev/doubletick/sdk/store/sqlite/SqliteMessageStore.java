package dev.doubletick.sdk.store.sqlite;

import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.Conversation;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.MessageContent;
import dev.doubletick.sdk.MessageFailure;
import dev.doubletick.sdk.store.MessageStore;
import dev.doubletick.sdk.store.StoreException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything in one SQLite file, with a write-ahead log and a sync on every commit. While it is open, no other process can
 * open it. The file is created with access for its owner only: the device credential is in it.
 */
public final class SqliteMessageStore implements MessageStore {

    private final Path file;
    private @Nullable Database database;
    private @Nullable MessageTable messages;

    /**
     * Does not touch the file yet.
     *
     * @param file where the database is, or is to be created; its folder has to exist
     */
    public SqliteMessageStore(Path file) {
        this.file = file;
    }

    @Override
    public void open() {
        if (database != null) {
            return;
        }
        Schema.createPrivate(file);
        Schema.check(file);
        Database opened = Database.openExclusive(file);
        try {
            Schema.migrate(opened);
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
        database = opened;
        messages = new MessageTable(opened);
    }

    private Database database() {
        if (database == null) {
            throw new StoreException("the message database is not open");
        }
        return database;
    }

    private MessageTable messages() {
        if (messages == null) {
            throw new StoreException("the message database is not open");
        }
        return messages;
    }

    @Override
    public <T> T inTransaction(Supplier<T> work) {
        return database().inTransaction(work);
    }

    @Override
    public Optional<Account> account() {
        List<URI> brokers =
                database().query(row -> URI.create(row.getString(1)), "SELECT address FROM broker ORDER BY position");
        return database()
                .queryOne(
                        row -> Account.of(PhoneNumber.ofDigits(row.getString(1)), row.getString(2), brokers),
                        "SELECT phone, credential FROM account");
    }

    @Override
    public void saveAccount(Account account) {
        inTransaction(() -> {
            database().update("DELETE FROM broker");
            database()
                    .update(
                            "INSERT OR REPLACE INTO account (one, phone, credential) VALUES (1, ?, ?)",
                            account.phone().digits(),
                            account.credential());
            for (URI broker : account.brokers()) {
                database().update("INSERT INTO broker (address) VALUES (?)", broker.toString());
            }
            return null;
        });
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
        return inTransaction(() -> messages().setSent(id, at) ? messages().outgoing(id) : Optional.empty());
    }

    @Override
    public Optional<Message> markFailed(MessageId id, MessageFailure failure) {
        return inTransaction(
                () -> messages().setFailed(id, failure) ? messages().outgoing(id) : Optional.empty());
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
    public int markSeen(PhoneNumber from, Instant at) {
        return inTransaction(() -> {
            database()
                    .update(
                            "INSERT OR IGNORE INTO seen_receipt (peer, id) SELECT peer, id FROM message"
                                    + " WHERE peer = ? AND outgoing = 0 AND status = 2 ORDER BY position",
                            from.digits());
            return messages().setSeen(from, at);
        });
    }

    @Override
    public List<PhoneNumber> receiptRecipients() {
        return database()
                .query(
                        row -> PhoneNumber.ofDigits(row.getString(1)),
                        "SELECT peer FROM seen_receipt GROUP BY peer ORDER BY min(position)");
    }

    @Override
    public List<MessageId> pendingReceipts(PhoneNumber to, int limit) {
        return database()
                .query(
                        row -> MessageId.ofBytes(row.getBytes(1)),
                        "SELECT id FROM seen_receipt WHERE peer = ? ORDER BY position LIMIT ?",
                        to.digits(),
                        limit);
    }

    @Override
    public void removeReceipts(PhoneNumber to, Collection<MessageId> ids) {
        inTransaction(() -> {
            for (MessageId id : ids) {
                database().update("DELETE FROM seen_receipt WHERE peer = ? AND id = ?", to.digits(), id.toBytes());
            }
            return null;
        });
    }

    @Override
    public List<Message> history(PhoneNumber with, long before, int limit) {
        return messages().history(with, before, limit);
    }

    @Override
    public List<Conversation> conversations() {
        return messages().conversations();
    }

    @Override
    public void close() {
        if (database != null) {
            Database closing = database;
            database = null;
            messages = null;
            closing.close();
        }
    }
}
