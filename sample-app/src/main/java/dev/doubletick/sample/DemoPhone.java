package dev.doubletick.sample;

import dev.doubletick.certificates.TrustFile;
import dev.doubletick.protocol.MessageId;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.protocol.content.Body;
import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.ConnectionState;
import dev.doubletick.sdk.Doubletick;
import dev.doubletick.sdk.DoubletickBuilder;
import dev.doubletick.sdk.DoubletickListener;
import dev.doubletick.sdk.Message;
import dev.doubletick.sdk.MessageStatus;
import dev.doubletick.sdk.PushToken;
import dev.doubletick.sdk.Verification;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A phone of the demo: the SDK, a database of its own, and a memory of what its user has seen happen. */
public final class DemoPhone implements DoubletickListener, AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String name;
    private final PhoneNumber number;
    private final URI server;
    private final Optional<TrustFile> trust;
    private final Path database;
    private final List<Message> received = new ArrayList<>();
    private @Nullable ConnectionState connection;
    private @Nullable Doubletick sdk;

    /** @param trust whom to believe; empty: whom Java believes */
    public DemoPhone(String name, PhoneNumber number, URI server, Optional<TrustFile> trust, Path folder) {
        this.name = name;
        this.number = number;
        this.server = server;
        this.trust = trust;
        this.database = folder.resolve(name + ".db");
    }

    public String name() {
        return name;
    }

    public PhoneNumber number() {
        return number;
    }

    // ---- what its user does

    public Verification register() throws InterruptedException {
        return get(switchedOn().register(number.e164()));
    }

    public void verify(Verification verification, String code) throws InterruptedException {
        get(switchedOn().verify(verification.id(), code));
    }

    void adopt(Account account) throws InterruptedException {
        get(switchedOn().adopt(account));
    }

    public void switchOn() throws InterruptedException {
        get(switchedOn().open());
    }

    /** What an operating system says when a network comes up: the phone tries again at once. */
    public void networkAvailable() {
        switchedOn().networkAvailable();
    }

    public void switchOff() {
        Doubletick on = sdk;
        sdk = null;
        if (on != null) {
            on.close();
        }
    }

    void registerPush(PushToken token) throws InterruptedException {
        get(switchedOn().registerPush(token));
    }

    /** What an app does whom the operating system has started because of a push: fetch, and be gone. Blocks for seconds. */
    void wake() {
        try (Doubletick woken = switchedOn()) {
            woken.onPush(PATIENCE).get(PATIENCE.toSeconds() + 1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new StoryFailedException("the phone that was pushed fetches its mail", e);
        } finally {
            sdk = null;
        }
    }

    public Message send(PhoneNumber to, String text) throws InterruptedException {
        return get(switchedOn().send(to, text));
    }

    Message sendLocation(PhoneNumber to, Body.Location place) throws InterruptedException {
        return get(switchedOn().sendLocation(to, place));
    }

    void reply(Message message, String text) throws InterruptedException {
        get(switchedOn().on(message).reply(text));
    }

    void react(Message message, String emoji) throws InterruptedException {
        get(switchedOn().on(message).react(emoji));
    }

    void edit(Message message, String text) throws InterruptedException {
        get(switchedOn().on(message).edit(text));
    }

    void deleteForEveryone(Message message) throws InterruptedException {
        get(switchedOn().on(message).deleteForEveryone());
    }

    int unread() throws InterruptedException {
        return get(switchedOn().unread());
    }

    int read(PhoneNumber from) throws InterruptedException {
        return get(switchedOn().markSeen(from));
    }

    // ---- what its user sees

    /** Waits for a connection state. */
    public boolean sees(Predicate<ConnectionState> state) throws InterruptedException {
        return await(() -> connection != null && state.test(connection));
    }

    /** Waits until this many messages have arrived since the phone was first switched on. */
    public boolean hasReceived(int count) throws InterruptedException {
        return await(() -> received.size() >= count);
    }

    public synchronized List<Message> received() {
        return List.copyOf(received);
    }

    /** Waits until each of these own messages has this status. */
    public boolean sees(MessageStatus status, List<Message> messages) throws InterruptedException {
        List<MessageId> ids = messages.stream().map(Message::id).toList();
        PhoneNumber with = messages.get(0).conversation();
        return await(() -> history(with).stream()
                        .filter(message -> ids.contains(message.id()) && message.status() == status)
                        .count()
                == ids.size());
    }

    /** Waits until a message looks like this. */
    boolean sees(Message message, Predicate<Message> look) throws InterruptedException {
        return await(() -> look.test(current(message)));
    }

    Message current(Message message) throws InterruptedException {
        return get(switchedOn().find(message.key())).orElseThrow();
    }

    private List<Message> history(PhoneNumber with) throws InterruptedException {
        return get(switchedOn().history(with, 1_000));
    }

    private interface Condition {
        boolean holds() throws InterruptedException;
    }

    /** Looks again whenever something happens. */
    private boolean await(Condition condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            long seen = events();
            if (condition.holds()) {
                return true;
            }
            if (!eventAfter(seen, deadline)) {
                return condition.holds();
            }
        }
    }

    private long events;

    private synchronized long events() {
        return events;
    }

    private synchronized boolean eventAfter(long seen, long deadline) throws InterruptedException {
        while (events == seen) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    @Override
    public synchronized void onMessage(Message message) {
        received.add(message);
        happened();
    }

    @Override
    public synchronized void onMessageStatus(Message message) {
        happened();
    }

    @Override
    public synchronized void onMessageChanged(Message message) {
        happened();
    }

    @Override
    public synchronized void onConnectionState(ConnectionState state) {
        connection = state;
        happened();
    }

    private synchronized void happened() {
        events++;
        notifyAll();
    }

    private Doubletick switchedOn() {
        Doubletick on = sdk;
        if (on == null) {
            DoubletickBuilder builder =
                    Doubletick.builder().database(database).server(server).listener(this);
            trust.map(TrustFile::manager).ifPresent(builder::trust);
            on = builder.build();
            sdk = on;
        }
        return on;
    }

    private static <T> T get(CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new StoryFailedException(String.valueOf(e.getCause()), e);
        } catch (TimeoutException e) {
            throw new StoryFailedException("the phone did not answer within " + PATIENCE.toSeconds() + " s", e);
        }
    }

    @Override
    public void close() {
        switchOff();
    }
}
