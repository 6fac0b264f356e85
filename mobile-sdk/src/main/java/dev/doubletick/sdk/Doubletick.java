package dev.doubletick.sdk;

import dev.doubletick.protocol.ChatState;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.content.Body;
import dev.doubletick.sdk.internal.Engine;
import dev.doubletick.sdk.internal.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One phone: its account, its messages, its connection.
 *
 * <p><b>Life cycle.</b> Build one per database and keep it for as long as the app runs. A new phone asks for a code with
 * {@link #register}, shows it with {@link #verify}, and is connected; after each later start {@link #open} connects again.
 * From then on it stays connected, comes back by itself after whatever happens to the network, and sends what was queued.
 * {@link #close} ends it.
 *
 * <p><b>Messages.</b> What {@link #send} has stored will reach the server, even if the app is killed now; what arrives is stored
 * before the server may forget it. Messages to one phone arrive there in the order in which they were sent. Texts can be sent
 * and history read without a connection.
 *
 * <p><b>Threads.</b> Every method may be called on any thread, and only {@link #close} waits. Futures complete and
 * {@link DoubletickListener} is called on one executor, in one order (see {@link DoubletickBuilder#callbacks}): do not wait for
 * one of these futures there, it would wait for itself.
 *
 * <p><b>Errors.</b> All but those of {@link #watch} come through the futures: {@link ProblemException} if the registration
 * service refuses, {@link java.io.IOException} if it cannot be reached, {@link dev.doubletick.sdk.store.StoreException} if the
 * database cannot do its work (nothing was changed then), {@link NotRegisteredException} before there is an account,
 * {@link IllegalArgumentException} for arguments that make no sense, {@link IllegalStateException} after {@link #close}.
 */
public final class Doubletick implements AutoCloseable {

    private final Engine engine;

    Doubletick(Settings settings) {
        this.engine = new Engine(settings);
    }

    /** Starts here: name at least where the messages are kept, and what to register with. */
    public static DoubletickBuilder builder() {
        return new DoubletickBuilder();
    }

    /**
     * Asks the registration service to send a code by SMS.
     *
     * @param phone the number as its owner writes it, in the international form with a plus
     */
    public CompletableFuture<Verification> register(String phone) {
        return register(phone, CodeRequest.bySms());
    }

    /** The same with a say in how the code comes: by a call, say, if the SMS has not come until {@link Verification#nextSendAt}. */
    public CompletableFuture<Verification> register(String phone, CodeRequest how) {
        return engine.register(phone, how);
    }

    /**
     * Shows the code. If it is the right one, the account is stored, any other phone with this number is logged out, and this
     * one connects. A database that held another number keeps its history under the new one.
     *
     * @param verificationId from {@link Verification#id()}
     * @param code what the SMS said
     * @return the number, as the service understood it. Fails with {@link IllegalStateException}, and stores nothing, if this
     *     version of the SDK knows no way to any of the account's brokers: the app has to be updated
     */
    public CompletableFuture<PhoneNumber> verify(String verificationId, String code) {
        return engine.verify(verificationId, code, Optional.empty());
    }

    /**
     * The same for a number that is locked by a PIN, which {@link RegistrationLockedException} says: with the same code again.
     *
     * @param pin what the user has {@linkplain AccountActions#setRegistrationLock set}
     */
    public CompletableFuture<PhoneNumber> verify(String verificationId, String code, String pin) {
        return engine.verify(verificationId, code, Optional.of(pin));
    }

    /** Stores an account that was provisioned by other means than an SMS, a device's for example, and connects. */
    public CompletableFuture<PhoneNumber> adopt(Account account) {
        return engine.adopt(account);
    }

    /**
     * Connects, and stays connected. Does nothing if that is under way. After a
     * {@linkplain ConnectionState#isFinal() final} state it tries anew.
     *
     * @return this phone's number; completes when the database is open, whether or not there is a network
     */
    public CompletableFuture<PhoneNumber> open() {
        return engine.open();
    }

    /** This phone's number; empty before it is registered. */
    public CompletableFuture<Optional<PhoneNumber>> phone() {
        return engine.phone();
    }

    /**
     * Tells the registration service where this phone can be woken while it is not connected. Call it at every start of the app and
     * whenever the operating system gives it a new token: the same token again does no harm, and tokens that no longer work are
     * forgotten by the service. A phone that was registered anew has to tell again.
     *
     * @return completes when the service has it; fails without a network
     */
    public CompletableFuture<Void> registerPush(PushToken token) {
        return engine.pushTokens().register(token);
    }

    /** This phone is no longer to be woken there, because its user does not want to be, for example. Fails without a network. */
    public CompletableFuture<Void> unregisterPush(PushToken token) {
        return engine.pushTokens().unregister(token);
    }

    /**
     * A push notification woke the app, in the background perhaps: connects, receives what waits on the server, sends what waits
     * here, and disconnects again, unless the app has called {@link #open} before or does meanwhile. May be called at any time,
     * also while another such call is under way; each stands for itself. After a {@linkplain ConnectionState#isFinal() final}
     * state nothing is tried.
     *
     * @param deadline how much time the operating system leaves, less what the app itself needs: 8 of 10 seconds, say
     * @return what came; completes when all is done, and at the deadline at the latest, whatever the database is busy with. The
     *     connection is closed by then, or as soon as the database lets it. Fails as every other call does, but not for lack of a
     *     network
     */
    public CompletableFuture<WakeUp> onPush(Duration deadline) {
        return engine.onPush(deadline);
    }

    /**
     * A hint that the network is back or has changed, or that the phone has been asleep, from the operating system: an attempt to
     * connect that is waiting its time is made at once, and a connection that there is has to show within seconds that it works.
     */
    public void networkAvailable() {
        engine.networkAvailable();
    }

    /**
     * Sends a text.
     *
     * @return the message, once it is stored on this phone as {@link MessageStatus#QUEUED}; what becomes of it comes to
     *     {@link DoubletickListener#onMessageStatus}. Fails with {@link MessageTooLargeException} beyond 64 KiB of UTF-8, and
     *     with {@link IllegalArgumentException} for an empty text, and with {@link BlockedException} if the user has blocked them
     */
    public CompletableFuture<Message> send(PhoneNumber to, String text) {
        return engine.messaging().send(to, new Body.Text(text));
    }

    /**
     * A message that was written here as soon as it has come this far or further: {@link MessageStatus#SENT} for one tick. For
     * programs that end when their message has left; a screen has {@link DoubletickListener#onMessageStatus}, which is told before.
     *
     * @return the message as it is then. One that the server has refused comes no further: it is {@link MessageStatus#FAILED}. Waits
     *     however long it takes, without a connection too. Fails with {@link IllegalArgumentException} if no such message was
     *     written here, and with {@link IllegalStateException} if it disappears before
     */
    public CompletableFuture<Message> whenReached(Message message, MessageStatus status) {
        return engine.messaging().whenReached(message.key(), status);
    }

    /** Sends a place; for the rest like {@link #send}. */
    public CompletableFuture<Message> sendLocation(PhoneNumber to, Body.Location location) {
        return engine.messaging().send(to, location);
    }

    /**
     * Lets the messages that are written from now on, by either side, disappear from both phones: on the writer's some time
     * after the first tick, on the reader's that time after it was read, each by its own clock. That it was set is itself a
     * message, which both see and which stays.
     *
     * @param expiresAfter whole seconds, at most 366 days; zero: messages stay
     */
    public CompletableFuture<Message> setDisappearingTimer(PhoneNumber with, Duration expiresAfter) {
        return engine.messaging().setTimer(with, expiresAfter);
    }

    /** What can be done to a message: answer, react, edit, delete, try again. */
    public MessageActions on(Message message) {
        return on(message.key());
    }

    /** The same for a message that is not at hand. */
    public MessageActions on(MessageKey message) {
        return new MessageActions(engine.messaging(), message);
    }

    /**
     * The user has read a conversation up to this message: what is unread of it and of those before becomes {@link
     * MessageStatus#SEEN}, and the sender learns of it as soon as there is a connection, unless {@linkplain #setSeenReceipts that
     * is switched off}. What has arrived since that message was shown stays unread.
     *
     * @param last the last message that the user has seen of the conversation, whoever wrote it
     * @return how many messages that were
     */
    public CompletableFuture<Integer> markSeen(Message last) {
        return engine.messaging().markSeen(last.conversation(), last.position());
    }

    /**
     * All messages of a conversation count as read, for an entry in a menu or a notification say. That is whatever has arrived
     * when the database comes to it, messages included that the app has not been told of yet: where messages are on the screen,
     * use {@link #markSeen(Message)}.
     *
     * @return how many messages that were
     */
    public CompletableFuture<Integer> markSeen(PhoneNumber from) {
        return engine.messaging().markSeen(from, Long.MAX_VALUE);
    }

    /**
     * The user's choice whether others learn what was read here. Without it, this phone does not show either what others have
     * read from then on. On at first; kept in the database.
     */
    public CompletableFuture<Boolean> setSeenReceipts(boolean on) {
        return engine.messaging().setSeenReceipts(on);
    }

    /** Whether others learn what was read here. */
    public CompletableFuture<Boolean> seenReceipts() {
        return engine.messaging().seenReceipts();
    }

    /** A message as it is now; empty if it is not, or no longer, on this phone. */
    public CompletableFuture<Optional<Message>> find(MessageKey message) {
        return engine.messaging().find(message);
    }

    /**
     * Watches somebody's presence, as long as the app shows a chat with them: {@link DoubletickListener#onPresence} hears the
     * present state at once, then changes. It goes on over all connections until it is closed.
     *
     * @throws IllegalStateException if this phone watches 200 numbers already, or is built for
     *     {@linkplain DoubletickBuilder#lowBandwidth low bandwidth}
     */
    public PresenceWatch watch(PhoneNumber who) {
        return engine.watch(who);
    }

    /**
     * What the user does in a chat, told to the other phone if both are connected, and otherwise to nobody. Call it with
     * {@link ChatState#TYPING} as often as a key is pressed: it is sent every four seconds at most, and is over some seconds after
     * the last call. {@link ChatState#RECORDING} goes on by itself until {@link ChatState#IDLE}, five minutes at most. Sending a
     * message ends either. Nothing is sent where {@linkplain DoubletickBuilder#lowBandwidth bandwidth is low}.
     */
    public void chatState(PhoneNumber to, ChatState state) {
        engine.chatState(to, state);
    }

    /** The account on the server: PIN, privacy, devices, export, and its end. */
    public AccountActions account() {
        return new AccountActions(engine.accountCalls());
    }

    /** Who of the address book is registered, and who is blocked. */
    public Contacts contacts() {
        return new Contacts(engine.contactCalls());
    }

    /**
     * The newest messages of a conversation, both ways.
     *
     * @param limit how many at most, at least 1
     * @return oldest first
     */
    public CompletableFuture<List<Message>> history(PhoneNumber with, int limit) {
        return engine.messaging().history(with, Long.MAX_VALUE, limit);
    }

    /**
     * The page before, for scrolling back.
     *
     * @param before the oldest message of the page at hand; it is not part of the result
     * @param limit how many at most, at least 1
     * @return oldest first; empty at the beginning of the conversation
     */
    public CompletableFuture<List<Message>> history(PhoneNumber with, Message before, int limit) {
        return engine.messaging().history(with, before.position(), limit);
    }

    /**
     * The newest messages in which each word of the query begins a word, whatever the case.
     *
     * @param limit how many at most, at least 1
     * @return newest first
     */
    public CompletableFuture<List<Message>> search(String query, int limit) {
        return engine.messaging().search(query, Optional.empty(), Long.MAX_VALUE, limit);
    }

    /**
     * The next page of what was found.
     *
     * @param before the last message of the page at hand; it is not part of the result
     * @param limit how many at most, at least 1
     * @return newest first; empty if there is no more
     */
    public CompletableFuture<List<Message>> search(String query, Message before, int limit) {
        return engine.messaging().search(query, Optional.empty(), before.position(), limit);
    }

    /** The newest messages in one conversation; for the rest like {@link #search(String, int)}. */
    public CompletableFuture<List<Message>> search(String query, PhoneNumber with, int limit) {
        return engine.messaging().search(query, Optional.of(with), Long.MAX_VALUE, limit);
    }

    /** The next page in one conversation; for the rest like {@link #search(String, Message, int)}. */
    public CompletableFuture<List<Message>> search(String query, PhoneNumber with, Message before, int limit) {
        return engine.messaging().search(query, Optional.of(with), before.position(), limit);
    }

    /** All conversations, the one with the newest message first. */
    public CompletableFuture<List<Conversation>> conversations() {
        return engine.messaging().conversations();
    }

    /** How many messages are unread, in all conversations. */
    public CompletableFuture<Integer> unread() {
        return engine.messaging().unread();
    }

    /** For {@link DoubletickPublishers}. */
    Engine engine() {
        return engine;
    }

    /**
     * Disconnects, closes the database and lets go of all threads and sockets. Waits for that, normally some 100 ms, at most
     * some seconds; what takes longer, a disk that hangs for example, ends by itself. Futures of what is not done yet fail, those
     * of what is done complete; the listener is not called any more. What was queued stays queued for the next {@link #open}.
     * Calling it again does nothing.
     */
    @Override
    public void close() {
        engine.close();
    }
}
