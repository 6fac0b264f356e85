package dev.doubletick.sdk.store;

import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.Conversation;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.MessageContent;
import dev.doubletick.sdk.MessageFailure;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The phone's own database: account, history, outbox and the seen receipts that still have to be sent. It is the canonical
 * store: the server forgets a message once it is here.
 *
 * <p><b>Threads.</b> The SDK calls a store from one thread only, and may let it block.
 *
 * <p><b>Durability.</b> When a call that changes something returns (inside of {@link #inTransaction}: when that returns), the
 * change must survive the death of the process and a loss of power. The SDK publishes and acknowledges on the strength of it.
 *
 * <p><b>Errors.</b> A call that cannot do its work throws a {@link StoreException} and changes nothing. The SDK then
 * acknowledges nothing, and tells the app.
 *
 * <p>Every implementation should pass {@code MessageStoreContract}, which is among the SDK's tests.
 */
public interface MessageStore extends AutoCloseable {

    /**
     * Opens the database, and creates or migrates it where needed. Called once before all else; again after it failed.
     *
     * @throws StoreVersionException if a newer version wrote the database, which stays untouched
     * @throws StoreCorruptedException if the database is damaged, and stays untouched
     */
    void open();

    /**
     * Runs several calls as one transaction: all of it is kept, or, if the work throws, nothing. May be nested; the outermost
     * one counts.
     */
    <T> T inTransaction(Supplier<T> work);

    /** The account of this phone; empty before it is registered. */
    Optional<Account> account();

    /** Keeps the account in place of any other. */
    void saveAccount(Account account);

    /** Stores a message that was written here, as queued and after all others. */
    Message addOutgoing(MessageId id, PhoneNumber to, MessageContent content, Instant at);

    /**
     * Stores a message that arrived, as delivered and after all others.
     *
     * @param createdAt when it was written
     * @param at when it arrived
     * @return empty if this sender's message with this id is there already: nothing is changed
     */
    Optional<Message> addIncoming(
            MessageId id, PhoneNumber from, MessageContent content, Instant createdAt, Instant at);

    /** The message that was written here under this id. */
    Optional<Message> outgoing(MessageId id);

    /** Those for whom there is a queued message, the one who waits longest first. */
    List<PhoneNumber> queuedRecipients();

    /** The oldest queued message to this recipient. */
    Optional<Message> firstQueued(PhoneNumber to);

    /**
     * Makes a queued message sent.
     *
     * @return the message; empty if it is not queued (a receipt was faster, say): nothing is changed
     */
    Optional<Message> markSent(MessageId id, Instant at);

    /**
     * Makes a queued message failed.
     *
     * @return the message; empty if it is not queued: nothing is changed
     */
    Optional<Message> markFailed(MessageId id, MessageFailure failure);

    /**
     * Makes messages that were written here delivered, whoever the recipient. Those that are delivered or seen already stay
     * so; unknown ids are ignored. A failed one becomes delivered: it did arrive.
     *
     * @return the messages that changed
     */
    List<Message> markDelivered(Collection<MessageId> ids, Instant at);

    /**
     * Makes messages that were written here to this recipient, and to nobody else, seen. Other ids are ignored.
     *
     * @return the messages that changed
     */
    List<Message> markSeenBy(PhoneNumber recipient, Collection<MessageId> ids, Instant at);

    /**
     * Makes all incoming messages of a conversation seen, and keeps a seen receipt to be sent for each.
     *
     * @return how many messages that were
     */
    int markSeen(PhoneNumber from, Instant at);

    /** Those to whom seen receipts have to be sent, the one who waits longest first. */
    List<PhoneNumber> receiptRecipients();

    /** The oldest seen receipts that have to be sent to this phone. */
    List<MessageId> pendingReceipts(PhoneNumber to, int limit);

    /** Forgets seen receipts: they were sent, or never can be. */
    void removeReceipts(PhoneNumber to, Collection<MessageId> ids);

    /**
     * A page of a conversation.
     *
     * @param before only messages at {@linkplain Message#position() positions} before this one
     * @param limit how many messages at most
     * @return the newest of them, oldest first
     */
    List<Message> history(PhoneNumber with, long before, int limit);

    /** All conversations, the one with the newest message first. */
    List<Conversation> conversations();

    /** Closes the database. Does nothing if it is not open. */
    @Override
    void close();
}
