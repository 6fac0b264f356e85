package dev.doubletick.sdk.testing;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import dev.doubletick.protocol.ChatState;
import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.Presence;
import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.ConnectionState;
import dev.doubletick.sdk.ConnectionState.Kind;
import dev.doubletick.sdk.Doubletick;
import dev.doubletick.sdk.DoubletickBuilder;
import dev.doubletick.sdk.DoubletickListener;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.MessageKey;
import dev.doubletick.sdk.MessageStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.awaitility.core.ConditionFactory;

/** A phone as an app would have it, that remembers what it was told. */
public final class Phone implements AutoCloseable {

    private static final long TIMEOUT_SECONDS = 60;
    /** No number twice, not even in two runs against the same broker. */
    private static final AtomicLong NEXT_NUMBER =
            new AtomicLong(49_151_000_000_000L + ThreadLocalRandom.current().nextInt(1_000_000) * 100_000L);

    private final PhoneNumber number;
    private final Doubletick doubletick;
    private final List<Message> arrived = new CopyOnWriteArrayList<>();
    private final List<Message> statuses = new CopyOnWriteArrayList<>();
    private final List<Message> changed = new CopyOnWriteArrayList<>();
    private final List<MessageKey> removed = new CopyOnWriteArrayList<>();
    private final List<ConnectionState> states = new CopyOnWriteArrayList<>();

    private final List<Presence> presences = new CopyOnWriteArrayList<>();
    private final List<ChatState> chatStates = new CopyOnWriteArrayList<>();

    private Phone(PhoneNumber number, DoubletickBuilder builder) {
        this.number = number;
        this.doubletick = builder.listener(new DoubletickListener() {
                    @Override
                    public void onMessage(Message message) {
                        arrived.add(message);
                    }

                    @Override
                    public void onMessageStatus(Message message) {
                        statuses.add(message);
                    }

                    @Override
                    public void onPresence(PhoneNumber who, Presence presence) {
                        presences.add(presence);
                    }

                    @Override
                    public void onChatState(PhoneNumber from, ChatState state) {
                        chatStates.add(state);
                    }

                    @Override
                    public void onMessageChanged(Message message) {
                        changed.add(message);
                    }

                    @Override
                    public void onMessageRemoved(MessageKey message) {
                        removed.add(message);
                    }

                    @Override
                    public void onConnectionState(ConnectionState state) {
                        states.add(state);
                    }
                })
                .build();
    }

    /** A number that nobody has. */
    public static PhoneNumber newNumber() {
        return PhoneNumber.ofDigits(String.valueOf(NEXT_NUMBER.incrementAndGet()));
    }

    /** A phone with its database in this folder, that is told its account and connects. */
    public static Phone start(Path folder, Account account) {
        return start(folder, account, builder -> builder);
    }

    /** The same, with a say in how it is built. */
    public static Phone start(Path folder, Account account, UnaryOperator<DoubletickBuilder> customize) {
        Phone phone = new Phone(account.phone(), customize.apply(builder(folder, account.phone())));
        phone.get(phone.doubletick.adopt(account));
        return phone;
    }

    /** A phone whose database in this folder knows its account, and that does nothing by itself. */
    public static Phone asleep(Path folder, PhoneNumber number) {
        return new Phone(number, builder(folder, number));
    }

    private static DoubletickBuilder builder(Path folder, PhoneNumber number) {
        return Doubletick.builder().database(folder.resolve(number.digits() + ".db"));
    }

    private static ConditionFactory patiently() {
        return await().atMost(TIMEOUT_SECONDS, SECONDS).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10));
    }

    /** Waits for what an app would not wait for. */
    public <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(TIMEOUT_SECONDS, SECONDS);
        } catch (Exception e) {
            throw new AssertionError("the future did not complete well", e);
        }
    }

    public PhoneNumber number() {
        return number;
    }

    public Doubletick doubletick() {
        return doubletick;
    }

    public Message send(PhoneNumber to, String text) {
        return get(doubletick.send(to, text));
    }

    public Phone awaitConnected() {
        return awaitState(Kind.CONNECTED);
    }

    /** Waits until this is the last state. */
    public Phone awaitState(Kind kind) {
        patiently().until(() -> isLast(kind));
        return this;
    }

    /** Whether this is the last state. */
    public boolean isLast(Kind kind) {
        return !states.isEmpty() && states.get(states.size() - 1).kind() == kind;
    }

    /** Waits until an outgoing message has come this far; it may have come further meanwhile. */
    public Message awaitStatus(Message sent, MessageStatus status) {
        patiently().until(() -> stored(sent).status(), now -> hasCome(now, status));
        return stored(sent);
    }

    private static boolean hasCome(MessageStatus now, MessageStatus status) {
        return now == status || (now != MessageStatus.FAILED && now.compareTo(status) > 0);
    }

    /** The message as it is in the database now. */
    public Message stored(Message message) {
        return get(doubletick.history(message.conversation(), 100_000)).stream()
                .filter(candidate -> candidate.direction() == message.direction()
                        && candidate.id().equals(message.id()))
                .findFirst()
                .orElseThrow();
    }

    /** Waits until so many messages arrived. */
    public List<Message> awaitArrived(int count) {
        patiently().until(() -> arrived.size() >= count);
        return arrived;
    }

    /** What {@code onMessage} was told. */
    public List<Message> arrived() {
        return arrived;
    }

    /** Waits until the other side changed so many messages; as they looked then. */
    public List<Message> awaitChanged(int count) {
        patiently().until(() -> changed.size() >= count);
        return changed;
    }

    /** Waits until so many messages disappeared. */
    public List<MessageKey> awaitRemoved(int count) {
        patiently().until(() -> removed.size() >= count);
        return removed;
    }

    /** The texts of it. */
    public List<String> arrivedTexts() {
        return texts(arrived);
    }

    public static List<String> texts(List<Message> messages) {
        return messages.stream().map(message -> message.text().orElse("?")).toList();
    }

    /** The statuses that {@code onMessageStatus} was told of this message. */
    public List<MessageStatus> statusesOf(MessageId id) {
        return statuses.stream()
                .filter(message -> message.id().equals(id))
                .map(Message::status)
                .toList();
    }

    /** What {@code onConnectionState} was told. */
    public List<ConnectionState> states() {
        return states;
    }

    /** What {@code onPresence} was told, of whomever. */
    public List<Presence> presences() {
        return presences;
    }

    /** What {@code onChatState} was told, of whomever. */
    public List<ChatState> chatStates() {
        return chatStates;
    }

    @Override
    public void close() {
        doubletick.close();
    }
}
