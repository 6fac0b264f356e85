package dev.doubletick.sdk.internal;

import dev.doubletick.protocol.ChatState;
import dev.doubletick.protocol.MessageIdGenerator;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.CodeRequest;
import dev.doubletick.sdk.NotRegisteredException;
import dev.doubletick.sdk.PresenceWatch;
import dev.doubletick.sdk.Verification;
import dev.doubletick.sdk.WakeUp;
import dev.doubletick.sdk.internal.contacts.AddressBook;
import dev.doubletick.sdk.internal.http.HttpStack;
import dev.doubletick.sdk.internal.http.Trust;
import dev.doubletick.sdk.internal.link.BrokerAddress;
import dev.doubletick.sdk.internal.link.LinkFactory;
import dev.doubletick.sdk.internal.link.paho.PahoLinkFactory;
import dev.doubletick.sdk.internal.registration.Exchange;
import dev.doubletick.sdk.internal.registration.RegistrationClient;
import dev.doubletick.sdk.internal.registration.Reply;
import dev.doubletick.sdk.internal.thread.Worker.Timer;
import dev.doubletick.sdk.internal.thread.WorkerThread;
import dev.doubletick.sdk.store.MessageStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What stands behind {@link dev.doubletick.sdk.Doubletick}: puts the parts together, and ends them. Safe on any thread. */
public final class Engine {

    private static final Logger log = LoggerFactory.getLogger(Engine.class);

    /** How long closing may take: for the store, the connection, and each of the two threads. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final MessageStore store;
    private final MessageIdGenerator ids;
    private final WorkerThread worker = new WorkerThread("doubletick");
    /** For what must not wait for the worker; has no thread before it is needed. */
    private final WorkerThread alarms = new WorkerThread("doubletick-alarm");

    private final Callbacks callbacks;
    private final HttpStack http;
    private final StoreCalls calls;
    private final Registrar registrar;
    private final PushCalls pushCalls;
    private final Messages messages;
    private final Session session;
    private final Messaging messaging;
    private final Blocks blocks;
    private final AccountCalls accountCalls;
    private final ContactCalls contactCalls;
    private final AtomicBoolean closing = new AtomicBoolean();

    /**
     * @throws IllegalArgumentException if the registration service's address is no HTTP address
     */
    public Engine(Settings settings) {
        Trust trust = new Trust(settings.trust);
        store = settings.store;
        callbacks = new Callbacks(settings.listener, worker, settings.callbacks);
        http = new HttpStack(trust, settings.pins);
        ids = new MessageIdGenerator(settings.clock, settings.random);
        messages = new Messages(store, worker, callbacks, ids, settings.clock);
        calls = new StoreCalls(store, worker, callbacks, messages::storeOpened);
        Optional<Exchange> service = settings.service.map(uri -> new Exchange(uri, http, settings.clock));
        registrar = new Registrar(service.map(RegistrationClient::new), worker, callbacks);
        blocks = new Blocks(store);
        LinkFactory links = new PahoLinkFactory(
                trust,
                http,
                settings.keepAlive,
                settings.waits.step,
                settings.lowBandwidth ? settings.waits.acknowledgements : Duration.ZERO);
        ServiceCalls own = new ServiceCalls(service, store, calls, callbacks);
        session = new Session(settings, worker, callbacks, messages, blocks, own, links, ids);
        messaging = new Messaging(store, calls, callbacks, messages, session, blocks);
        AddressBook addressBook = new AddressBook(store, settings.clock);
        Sharing sharing = new Sharing(store, addressBook, own, messages.seen(), callbacks);
        Departure departure = new Departure(store, worker, calls, callbacks, session, messages, blocks);
        InTurn turns = new InTurn(worker);
        pushCalls = new PushCalls(own);
        accountCalls = new AccountCalls(own, calls, callbacks, sharing, departure, turns);
        contactCalls = new ContactCalls(addressBook, blocks, sharing, own, calls, callbacks, messages, turns);
    }

    public CompletableFuture<Verification> register(String phone, CodeRequest how) {
        CompletableFuture<Verification> promise = callbacks.promise();
        Reply<Verification> reply = registrar.reply(promise, answer -> callbacks.complete(promise, answer));
        registrar.ask(promise, service -> service.register(phone, how, reply));
        return promise;
    }

    public CompletableFuture<PhoneNumber> verify(String verificationId, String code, Optional<String> pin) {
        CompletableFuture<PhoneNumber> promise = callbacks.promise();
        Reply<Account> reply = registrar.reply(
                promise,
                account -> calls.call(promise, () -> {
                    PhoneNumber phone = take(account);
                    contactCalls.registrationDone();
                    return phone;
                }));
        registrar.ask(promise, service -> service.verify(verificationId, code, pin, reply));
        return promise;
    }

    public CompletableFuture<PhoneNumber> adopt(Account account) {
        return calls.call(() -> take(account));
    }

    private PhoneNumber take(Account account) {
        BrokerAddress.usable(account.brokers());
        store.inTransaction(() -> {
            Optional<Account> before = store.account();
            if (!before.map(Account::credential).equals(Optional.of(account.credential()))) {
                contactCalls.accountChanged(
                        before.filter(other -> !other.phone().equals(account.phone()))
                                .isPresent());
            }
            store.saveAccount(account);
            return account;
        });
        session.start(account);
        return account.phone();
    }

    public CompletableFuture<PhoneNumber> open() {
        return calls.call(() -> {
            Account account = account();
            session.start(account);
            return account.phone();
        });
    }

    private Account account() {
        return store.account().orElseThrow(NotRegisteredException::new);
    }

    public CompletableFuture<Optional<PhoneNumber>> phone() {
        return calls.call(() -> store.account().map(Account::phone));
    }

    public CompletableFuture<WakeUp> onPush(Duration deadline) {
        CompletableFuture<WakeUp> promise = callbacks.promise();
        if (deadline.isNegative() || deadline.isZero()) {
            callbacks.fail(promise, new IllegalArgumentException("a wake-up takes time"));
            return promise;
        }
        long called = System.nanoTime();
        Drain drain = new Drain(ids.next(), wakeUp -> callbacks.complete(promise, wakeUp));
        calls.run(promise, () -> {
            // The database may have taken some of it.
            Duration left = Drain.time(deadline).minusNanos(System.nanoTime() - called);
            session.wakeUp(account(), drain, left);
        });
        // The worker ends it in good time, unless it is busy: with a migration, or a disk that hangs.
        Timer alarm = alarms.schedule(() -> callbacks.completeNow(promise, drain.soFar()), deadline);
        var unused = promise.whenComplete((wakeUp, failure) -> alarm.cancel());
        return promise;
    }

    /** What can be done with push tokens. */
    public PushCalls pushTokens() {
        return pushCalls;
    }

    public void networkAvailable() {
        worker.execute(session::networkAvailable);
    }

    /** What can be done with messages. */
    public Messaging messaging() {
        return messaging;
    }

    public PresenceWatch watch(PhoneNumber who) {
        return session.watch(who);
    }

    public void chatState(PhoneNumber to, ChatState state) {
        worker.execute(() -> session.chatState(to, state));
    }

    /** What can be done to the account. */
    public AccountCalls accountCalls() {
        return accountCalls;
    }

    /** The address book, and blocking. */
    public ContactCalls contactCalls() {
        return contactCalls;
    }

    /** For those who want to know when to look again. */
    public Observers observers() {
        return callbacks.observers();
    }

    /** Ends everything, in a bounded time. The second call does nothing. */
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        try {
            if (worker.isCurrent()) {
                // The app runs its callbacks on whatever thread calls it, and closes from one.
                end();
            } else {
                await(CompletableFuture.runAsync(this::end, worker::execute));
            }
            await(session.released());
            worker.shutdown();
            if (!worker.isCurrent() && !worker.awaitEnd(CLOSE_TIMEOUT)) {
                log.warn("the worker is still busy");
            }
            callbacks.close();
            callbacks.awaitEnd(CLOSE_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            // However long the worker is busy, it does what it was given, the end included, and then all is gone.
            worker.shutdown();
            alarms.shutdown();
            callbacks.close();
        }
    }

    private void end() {
        try {
            session.stop();
            messages.stop();
        } finally {
            callbacks.end();
            calls.close();
            http.close();
        }
    }

    private static void await(CompletableFuture<Void> ended) throws InterruptedException {
        try {
            ended.get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            log.warn("closing takes longer than expected", e);
        }
    }
}
