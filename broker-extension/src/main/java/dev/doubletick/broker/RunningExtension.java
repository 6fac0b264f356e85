package dev.doubletick.broker;

import com.hivemq.extension.sdk.api.client.parameter.ClientInformation;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.intializer.ClientInitializer;
import dev.doubletick.broker.account.AccountChanges;
import dev.doubletick.broker.account.AccountDatabase;
import dev.doubletick.broker.account.AccountDirectory;
import dev.doubletick.broker.account.DatabaseRefusedException;
import dev.doubletick.broker.connection.ConnectedPhones;
import dev.doubletick.broker.connection.CredentialAuthenticator;
import dev.doubletick.broker.connection.KeptSubscription;
import dev.doubletick.broker.connection.SubscriptionPolicy;
import dev.doubletick.broker.deletion.MailboxDeletions;
import dev.doubletick.broker.forwarding.Forwarding;
import dev.doubletick.broker.forwarding.PrivateReceipts;
import dev.doubletick.broker.mailbox.AppendResult;
import dev.doubletick.broker.mailbox.Entry;
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
import dev.doubletick.broker.service.ServiceCredentials;
import dev.doubletick.broker.service.ServicePrincipal;
import dev.doubletick.broker.wakeup.WakeUps;
import dev.doubletick.protocol.MessageIdGenerator;
import dev.doubletick.protocol.PhoneNumber;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
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
    private final Optional<WakeUps> wakeUps;
    private final ExecutorService accountThreads;
    private final ExecutorService later;
    private final Mailbox.WakeRegistration wakeSignals;

    private RunningExtension(
            Mailbox mailbox,
            AccountDatabase database,
            AccountChanges changes,
            ConnectedPhones phones,
            Watching watching,
            Optional<WakeUps> wakeUps,
            ExecutorService accountThreads,
            ExecutorService later,
            Mailbox.WakeRegistration wakeSignals) {
        this.mailbox = mailbox;
        this.database = database;
        this.changes = changes;
        this.phones = phones;
        this.watching = watching;
        this.wakeUps = wakeUps;
        this.accountThreads = accountThreads;
        this.later = later;
        this.wakeSignals = wakeSignals;
    }

    static RunningExtension start(BrokerConfig config, PresenceTimes presence) {
        AccountDatabase database = new AccountDatabase(config.database());
        Clock clock = Clock.systemUTC();
        return start(config, presence, clock, database, openMailbox(config, clock, asked(database)));
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

        String brokerId = UUID.randomUUID().toString();
        MessageIdGenerator ids = new MessageIdGenerator(clock, new SecureRandom());
        AccountDirectory accounts = new AccountDirectory(database, accountThreads);
        Forwarding forwarding = new Forwarding(brokerId, mailbox, new PrivateReceipts(accounts), clock, later);
        Watching watching = new Watching(config.database(), new PrivatePresence(accounts), presence, clock);
        Optional<WakeUps> wakeUps = config.push()
                .map(push -> new WakeUps(
                        push.policy(), brokerId, mailbox, forwarding, ids, clock, Services.metricRegistry()));
        List<ConnectedPhones.Listener> listeners = new ArrayList<>(List.of(forwarding, watching));
        wakeUps.ifPresent(listeners::add);
        ConnectedPhones phones = new ConnectedPhones(accounts, listeners, later);
        BiConsumer<Entry, AppendResult.Stored> onStored = wakeUps.isEmpty()
                ? forwarding::onStored
                : (entry, stored) -> {
                    // Before the phone can have it: what it does then is seen by who knows of the message.
                    wakeUps.get().onStored(entry);
                    forwarding.onStored(entry, stored);
                };
        PublishRouter router = new PublishRouter(
                accounts,
                new Acceptance(mailbox, onStored, ids, clock, later),
                new ChatStates(phones::isConnected),
                clock);
        MailboxDeletions deletions =
                new MailboxDeletions(database, accounts, mailbox, watching::onDeleted, accountThreads, clock);
        // The phones first: they forget the account, which the others then ask for anew.
        AccountChanges changes = new AccountChanges(config.database(), List.of(phones, watching, deletions));

        CredentialAuthenticator authenticator = new CredentialAuthenticator(accounts, services(config));
        SubscriptionPolicy subscriptions = new SubscriptionPolicy(watching);
        KeptSubscription keptSubscription = new KeptSubscription();
        Services.securityRegistry().setAuthenticatorProvider(input -> authenticator);
        Services.securityRegistry().setAuthorizerProvider(input -> serving(wakeUps, input.getClientInformation())
                .map(WakeUps::authorizer)
                .orElse(subscriptions));
        Services.interceptorRegistry()
                .setConnackOutboundInterceptorProvider(provider -> (input, output) -> phones.onConnack(input));
        ClientInitializer forPhones = (input, client) -> {
            client.addPublishInboundInterceptor(router);
            client.addUnsubscribeInboundInterceptor(keptSubscription);
            phones.initialize(input, client);
        };
        Services.initializerRegistry()
                .setClientInitializer((input, client) -> serving(wakeUps, input.getClientInformation())
                        .map(WakeUps::initializer)
                        .orElse(forPhones)
                        .initialize(input, client));
        Services.eventRegistry().setClientLifecycleEventListener(input -> serving(wakeUps, input.getClientInformation())
                .map(WakeUps::lifecycle)
                .orElse(phones));
        Mailbox.WakeRegistration wakeSignals = forwarding.listen();
        forwarding.start();
        changes.start();
        wakeUps.ifPresent(WakeUps::start);
        return new RunningExtension(
                mailbox, database, changes, phones, watching, wakeUps, accountThreads, later, wakeSignals);
    }

    private static AccountDatabase asked(AccountDatabase database) {
        try {
            database.probe()
                    .ifPresent(reason -> log.warn("the database is not there yet, and is waited for: {}", reason));
            return database;
        } catch (DatabaseRefusedException e) {
            database.close();
            throw e;
        }
    }

    private static ServiceCredentials services(BrokerConfig config) {
        return new ServiceCredentials(config.push()
                .map(push -> Map.of(ServicePrincipal.PUSH, push.credential()))
                .orElse(Map.of()));
    }

    /** Empty for phones. A service was let in with its credential, so wake-ups are there. */
    private static Optional<WakeUps> serving(Optional<WakeUps> wakeUps, ClientInformation client) {
        return wakeUps.filter(any -> ServicePrincipal.isClaimed(client.getClientId()));
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
        wakeUps.ifPresent(WakeUps::close);
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
