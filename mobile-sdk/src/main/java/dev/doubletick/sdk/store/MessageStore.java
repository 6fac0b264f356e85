package dev.doubletick.sdk.store;

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
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The phone's own database: account, history, outbox and the seen receipts that still have to be sent. It is the canonical
 * store: the server forgets a message once it is here.
 *
 * <p><b>What is shown.</b> Contents that {@linkplain dev.doubletick.protocol.content.Body#isChange change} another message are
 * kept and queued like all others, but not shown: they are in no history, conversation, search or count. The same goes for
 * what remains of a message that was {@linkplain #remove removed}: its key, so that it cannot arrive once more.
 *
 * <p><b>Threads.</b> The SDK calls a store from one thread only, and may let it block.
 *
 * <p><b>Durability.</b> When a call that changes something returns (inside of {@link #inTransaction}: when that returns), the
 * change must survive the death of the process and a loss of power. The SDK publishes and acknowledges on the strength of it.
 *
 * <p><b>Errors.</b> A call that cannot do its work throws a {@link StoreException} and changes nothing. The SDK then
 * acknowledges nothing, and tells the app.
 *
 * <p>Every implementation should pass {@code MessageStoreContract}, which is in the SDK's test-jar.
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

    /** What was saved under this name. */
    Optional<String> setting(String name);

    /** Keeps a value in place of any other with this name. */
    void saveSetting(String name, String value);

    /** Stores a message that was written here, as queued and after all others. */
    Message addOutgoing(MessageId id, PhoneNumber to, MessageContent content, Instant at);

    /**
     * Stores a message that arrived, as delivered and after all others.
     *
     * @param createdAt when it was written
     * @param at when it arrived
     * @return empty if this sender's message with this id is there already, shown or not: nothing is changed
     */
    Optional<Message> addIncoming(
            MessageId id, PhoneNumber from, MessageContent content, Instant createdAt, Instant at);

    /** The message of this name, shown or not. */
    Optional<Message> find(MessageKey key);

    /** The message that was written here under this id, shown or not, whoever the recipient. */
    Optional<Message> outgoing(MessageId id);

    /** Those for whom there is a queued message, the one who waits longest first. Deleted messages do not count. */
    List<PhoneNumber> queuedRecipients();

    /** The oldest queued message to this recipient that is not deleted. */
    Optional<Message> firstQueued(PhoneNumber to);

    /**
     * Makes a queued message sent. The time of a disappearing one begins to run, and the content of one that is not shown is
     * forgotten; the same in {@link #markDelivered} and {@link #markSeenBy}, if that was not so before.
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
     * Makes a failed message queued again, after all others and with a new {@linkplain Message#position() position}.
     *
     * @return the message; empty if it is not a failed one: nothing is changed
     */
    Optional<Message> requeue(MessageId id);

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
     * Makes the incoming messages of a conversation seen that are not, and keeps a seen receipt to be sent for each. The time of
     * disappearing ones begins to run.
     *
     * @param upTo only messages at positions up to and including this one
     * @return how many messages that were
     */
    int markSeen(PhoneNumber from, long upTo, Instant at);

    /** Those to whom seen receipts have to be sent, the one who waits longest first. */
    List<PhoneNumber> receiptRecipients();

    /** The oldest seen receipts that have to be sent to this phone. */
    List<MessageId> pendingReceipts(PhoneNumber to, int limit);

    /** Forgets seen receipts: they were sent, or never can be. */
    void removeReceipts(PhoneNumber to, Collection<MessageId> ids);

    /** Replaces the content of a message that is shown and not deleted, as an edit does. */
    void edit(MessageKey key, MessageContent content, Instant at);

    /** Makes a message that is shown a deleted one: content, reactions and edit are forgotten, its place is kept. */
    void markDeleted(MessageKey key, Instant at);

    /**
     * Sets the one reaction of a phone to a message that is shown.
     *
     * @param by outgoing: this phone; incoming: the other one
     * @param emoji empty: no reaction any more
     */
    void react(MessageKey key, Direction by, Optional<String> emoji, Instant at);

    /** Forgets a message but for its key and status; it is not shown any more. Does nothing if it is not there. */
    void remove(MessageKey key, Instant at);

    /**
     * {@linkplain #remove Removes} messages whose time is over.
     *
     * @return the messages as they were, the one that was due first first; perhaps not all at once
     */
    List<Message> expire(Instant now);

    /** When the next message disappears; empty if the time of none is running. */
    Optional<Instant> nextExpiry();

    /**
     * Lets a change wait for the message that it is to change.
     *
     * @param change a message that is not shown
     */
    void hold(MessageKey change, MessageKey target);

    /** The changes that wait for this message, in the order in which they arrived. They do not wait any more. */
    List<Message> release(MessageKey target);

    /** Forgets everything about messages that are not shown since before this time; queued ones excepted. */
    void prune(Instant before);

    /**
     * Messages whose content was {@linkplain dev.doubletick.protocol.content.Body.Unknown unknown} when they were stored.
     *
     * @param after only messages at positions after this one
     * @return oldest first
     */
    List<Message> unreadable(long after, int limit);

    /** Reads a message's content anew, as if it had come today: it may have become readable, searchable, or a change. */
    void reread(MessageKey key, Instant at);

    /** How the messages of a conversation disappear; {@link DisappearingTimer#NONE} if nothing was saved. */
    DisappearingTimer timer(PhoneNumber with);

    /** Keeps the timer in place of any other. */
    void saveTimer(PhoneNumber with, DisappearingTimer timer);

    /**
     * A page of a conversation.
     *
     * @param before only messages at {@linkplain Message#position() positions} before this one
     * @param limit how many messages at most
     * @return the newest of them, oldest first
     */
    List<Message> history(PhoneNumber with, long before, int limit);

    /**
     * Full-text search in {@link MessageContent#searchableText}: messages that have, for each word of the query, a word that
     * begins with it, whatever the case. Signs that are neither letter nor digit separate words; a query without a word finds
     * nothing.
     *
     * @param with empty: in all conversations
     * @param before only messages at positions before this one
     * @param limit how many messages at most
     * @return newest first
     */
    List<Message> search(String query, Optional<PhoneNumber> with, long before, int limit);

    /** All conversations that have a message, the one with the newest message first. */
    List<Conversation> conversations();

    /** How many incoming messages are not seen, in all conversations. */
    int unread();

    /** What is known of the numbers in the address book, in the order in which they came to be known. */
    List<AddressBookEntry> addressBook();

    /** Keeps entries, each in place of any other with its number. */
    void saveAddressBook(Collection<AddressBookEntry> entries);

    /** Forgets what is known of these numbers; those of which nothing is known do not matter. */
    void removeFromAddressBook(Collection<String> numbers);

    /** A list of phones, in the order in which they were added. */
    Set<PhoneNumber> phones(PhoneList list);

    /** Adds phones that are not on the list yet. */
    void addPhones(PhoneList list, Collection<PhoneNumber> phones);

    /** Takes phones off the list; those that are not on it do not matter. */
    void removePhones(PhoneList list, Collection<PhoneNumber> phones);

    /**
     * Forgets everything, the account included: the user has deleted it. Of what was there, nothing should be left on the disk where
     * a tool for undeleting would find it. The store stays open, as a new one would be. Never called in a transaction.
     */
    void clear();

    /** Closes the database. Does nothing if it is not open. */
    @Override
    void close();
}
