package dev.doubletick.broker;

import com.hivemq.extension.sdk.api.services.Services;
import dev.doubletick.broker.account.AccountChanges;
import dev.doubletick.broker.account.AccountDatabase;
import dev.doubletick.broker.account.AccountDirectory;
import dev.doubletick.broker.connection.ConnectedPhones;
import dev.doubletick.broker.connection.CredentialAuthenticator;
import dev.doubletick.broker.connection.KeptSubscription;
import dev.doubletick.broker.connection.SubscriptionPolicy;
import dev.doubletick.broker.deletion.MailboxDeletions;
import dev.doubletick.broker.forwarding.Forwarding;
import dev.doubletick.broker.forwarding.PrivateReceipts;
import dev.doubletick.broker.mailbox.Mailbox;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.broker.mailbox.rocksdb.RocksMailbox;
import dev.doubletick.broker.mailbox.rocksdb.RocksMailboxConfig;
import dev.doubletick.broker.presence.PresenceTimes;
import dev.doubletick.broker.presence.PrivatePresence;
import dev.doubletick.broker.presence.Watching;
import dev.doubletick.broker.routing.Acceptance;
import dev.doubletick.broker.routing.ChatStates;
import dev.doubletick.broker.routing.PublishRouter;
import dev.doubletick.protocol.MessageIdGenerator;
import dev.doubletick.protocol.PhoneNumber;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The extension's parts, put together and hooked into the broker. Wiring only. */
final class RunningExtension implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RunningExtension.class);

    private final Mailbox mailbox;
    private final AccountDatabase database;
    private final AccountChanges changes;
    private final ConnectedPhones phones;
    private final Watching watching;
    private final ExecutorService accountThreads;
    private final ExecutorService later;
    private final Mailbox.WakeRegistration wakeSignals;

    private RunningExtension(
            Mailbox mailbox,
            AccountDatabase database,
            AccountChanges changes,
            ConnectedPhones phones,
            Watching watching,
            ExecutorService accountThreads,
            ExecutorService later,
            Mailbox.WakeRegistration wakeSignals) {
        this.mailbox = mailbox;
        this.database = database;
        this.changes = changes;
        this.phones = phones;
        this.watching = watching;
        this.accountThreads = accountThreads;
        this.later = later;
        this.wakeSignals = wakeSignals;
    }

    static RunningExtension start(BrokerConfig config, PresenceTimes presence) {
        AccountDatabase database = new AccountDatabase(config.database());
        Clock clock = Clock.systemUTC();
        return start(config, presence, clock, database, openMailbox(config, clock, database));
    }

    /**
     * On any mailbox engine.
     *
     * @param mailbox closed with the extension
     */
    static RunningExtension start(
            BrokerConfig config, PresenceTimes presence, Clock clock, AccountDatabase database, Mailbox mailbox) {
        ExecutorService accountThreads =
                Executors.newFixedThreadPool(AccountDatabase.CONNECTIONS, daemons("doubletick-accounts"));
        ExecutorService later = Executors.newSingleThreadExecutor(daemons("doubletick-later"));

        AccountDirectory accounts = new AccountDirectory(database, accountThreads);
        Forwarding forwarding =
                new Forwarding(UUID.randomUUID().toString(), mailbox, new PrivateReceipts(accounts), clock, later);
        Watching watching = new Watching(config.database(), new PrivatePresence(accounts), presence, clock);
        ConnectedPhones phones = new ConnectedPhones(accounts, List.of(forwarding, watching), later);
        PublishRouter router = new PublishRouter(
                accounts,
                new Acceptance(
                        mailbox, forwarding::onStored, new MessageIdGenerator(clock, new SecureRandom()), clock, later),
                new ChatStates(phones::isConnected),
                clock);
        // The phones first: they forget the account, which the others then ask for anew.
        AccountChanges changes = new AccountChanges(
                config.database(), List.of(phones, watching, new MailboxDeletions(database, mailbox, accountThreads)));

        CredentialAuthenticator authenticator = new CredentialAuthenticator(accounts);
        SubscriptionPolicy subscriptions = new SubscriptionPolicy(watching);
        KeptSubscription keptSubscription = new KeptSubscription();
        Services.securityRegistry().setAuthenticatorProvider(input -> authenticator);
        Services.securityRegistry().setAuthorizerProvider(input -> subscriptions);
        Services.interceptorRegistry()
                .setConnackOutboundInterceptorProvider(provider -> (input, output) -> phones.onConnack(input));
        Services.initializerRegistry().setClientInitializer((input, client) -> {
            client.addPublishInboundInterceptor(router);
            client.addUnsubscribeInboundInterceptor(keptSubscription);
            phones.initialize(input, client);
        });
        Services.eventRegistry().setClientLifecycleEventListener(input -> phones);
        Mailbox.WakeRegistration wakeSignals = forwarding.listen();
        forwarding.start();
        changes.start();
        return new RunningExtension(mailbox, database, changes, phones, watching, accountThreads, later, wakeSignals);
    }

    private static Mailbox openMailbox(BrokerConfig config, Clock clock, AccountDatabase database) {
        try {
            long began = System.nanoTime();
            Mailbox mailbox = RocksMailbox.open(
                    RocksMailboxConfig.builder(config.mailboxFolder())
                            .limits(config.mailboxLimits())
                            .build(),
                    clock);
            log.info("the mailbox is open after {} ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
            return mailbox;
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    CompletionStage<PhoneStatus> status(PhoneNumber phone) {
        return mailbox.depth(MailboxOwner.of(phone))
                .thenApply(depth -> new PhoneStatus(phones.isConnected(phone), depth));
    }

    @Override
    public void close() {
        changes.close();
        watching.close();
        wakeSignals.close();
        later.shutdownNow();
        mailbox.close();
        accountThreads.shutdownNow();
        database.close();
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
