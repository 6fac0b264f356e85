package dev.doubletick.broker;

import com.hivemq.extension.sdk.api.client.parameter.ClientInformation;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.intializer.ClientInitializer;
import dev.doubletick.broker.account.AccountChanges;
import dev.doubletick.broker.account.AccountDatabase;
import dev.doubletick.broker.account.AccountDirectory;
import dev.doubletick.broker.connection.ConnectRefusals;
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
import dev.doubletick.broker.mailbox.MailboxHealth;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.broker.mailbox.rocksdb.RocksMailbox;
import dev.doubletick.broker.mailbox.rocksdb.RocksMailboxConfig;
import dev.doubletick.broker.operator.BrokerMetrics;
import dev.doubletick.broker.operator.ConnectProbe;
import dev.doubletick.broker.operator.Readiness;
import dev.doubletick.broker.presence.PresenceTimes;
import dev.doubletick.broker.presence.PrivatePresence;
import dev.doubletick.broker.presence.Watching;
import dev.doubletick.broker.routing.Acceptance;
import dev.doubletick.broker.routing.ChatStates;
import dev.doubletick.broker.routing.PublishMetrics;
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

    private final Started started;
    private final Mailbox mailbox;
    private final ConnectedPhones phones;
    private final Readiness readiness;
    private final BrokerMetrics metrics;

    private RunningExtension(
            Started started, Mailbox mailbox, ConnectedPhones phones, Readiness readiness, BrokerMetrics metrics) {
        this.metrics = metrics;
        this.started = started;
        this.mailbox = mailbox;
        this.phones = phones;
        this.readiness = readiness;
    }

    /** If it fails, nothing is left running. */
    static RunningExtension start(BrokerConfig config, PresenceTimes presence) {
        Clock clock = Clock.systemUTC();
        BrokerMetrics metrics = new BrokerMetrics();
        AccountDatabase database = new AccountDatabase(config.database(), metrics.registry());
        Mailbox mailbox;
        try {
            database.probe()
                    .ifPresent(reason -> log.warn("the database is not there yet, and is waited for: {}", reason));
            mailbox = openMailbox(config, clock, metrics);
        } catch (RuntimeException | Error e) {
            database.close();
            metrics.close();
            throw e;
        }
        return start(config, presence, clock, database, mailbox, metrics);
    }

    /**
     * On any mailbox engine. If it fails, nothing is left running.
     *
     * @param database closed with the extension, as the mailbox
     */
    static RunningExtension start(
            BrokerConfig config, PresenceTimes presence, Clock clock, AccountDatabase database, Mailbox mailbox) {
        return start(config, presence, clock, database, mailbox, new BrokerMetrics());
    }

    private static RunningExtension start(
            BrokerConfig config,
            PresenceTimes presence,
            Clock clock,
            AccountDatabase database,
            Mailbox mailbox,
            BrokerMetrics metrics) {
        Started started = new Started();
        started.closedBy(metrics::close);
        started.closedBy(database::close);
        try {
            return start(started, config, presence, clock, database, mailbox, metrics);
        } catch (RuntimeException | Error e) {
            started.close();
            throw e;
        }
    }

    /** What is started first is closed last: phones' mail goes on into the mailbox while all else ends. */
    private static RunningExtension start(
            Started started,
            BrokerConfig config,
            PresenceTimes presence,
            Clock clock,
            AccountDatabase database,
            Mailbox mailbox,
            BrokerMetrics metrics) {
        ExecutorService accountThreads = started.executor(
                Executors.newFixedThreadPool(AccountDatabase.CONNECTIONS, daemons("doubletick-accounts")));
        started.closedBy(mailbox::close);
        ExecutorService later = started.executor(Executors.newSingleThreadExecutor(daemons("doubletick-later")));

        String brokerId = UUID.randomUUID().toString();
        MessageIdGenerator ids = new MessageIdGenerator(clock, new SecureRandom());
        AccountDirectory accounts = new AccountDirectory(database, accountThreads);
        Forwarding forwarding =
                new Forwarding(brokerId, mailbox, new PrivateReceipts(accounts), clock, later, metrics.registry());
        started.closedBy(forwarding.listen()::close);
        Optional<WakeUps> wakeUps = config.push()
                .map(push -> new WakeUps(
                        push.policy(),
                        brokerId,
                        mailbox,
                        forwarding,
                        ids,
                        clock,
                        Services.metricRegistry(),
                        metrics.registry()));
        wakeUps.ifPresent(waking -> started.closedBy(waking::close));
        Watching watching = new Watching(config.database(), new PrivatePresence(accounts), presence, clock);
        started.closedBy(watching::close);
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
                clock,
                new PublishMetrics(metrics.registry()));
        MailboxDeletions deletions =
                new MailboxDeletions(database, accounts, mailbox, watching::onDeleted, accountThreads);
        // The phones first: they forget the account, which the others then ask for anew.
        AccountChanges changes = new AccountChanges(config.database(), List.of(phones, watching, deletions));
        ConnectProbe probe = new ConnectProbe(Services.adminService());
        hook(
                new CredentialAuthenticator(
                        accounts, services(config), probe, mailbox::health, new ConnectRefusals(metrics.registry())),
                new SubscriptionPolicy(watching),
                router,
                phones,
                wakeUps);
        metrics.show(mailbox, clock);
        metrics.phones(phones::count);
        forwarding.start();
        started.closedBy(changes::close);
        changes.start();
        wakeUps.ifPresent(WakeUps::start);
        return new RunningExtension(
                started,
                mailbox,
                phones,
                new Readiness(List.of(() -> reasons(mailbox.health()), () -> reasons(changes), probe)),
                metrics);
    }

    private static void hook(
            CredentialAuthenticator authenticator,
            SubscriptionPolicy subscriptions,
            PublishRouter router,
            ConnectedPhones phones,
            Optional<WakeUps> wakeUps) {
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
    }

    private static List<String> reasons(MailboxHealth health) {
        return health.state() == MailboxHealth.State.AVAILABLE ? List.of() : List.of(health.reason());
    }

    private static List<String> reasons(AccountChanges changes) {
        return changes.problem().map(why -> "the database cannot be used: " + why).stream()
                .toList();
    }

    /** Its numbers. */
    BrokerMetrics metrics() {
        return metrics;
    }

    /** Whether it can serve. Asking blocks for seconds at most. */
    Readiness readiness() {
        return readiness;
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

    private static Mailbox openMailbox(BrokerConfig config, Clock clock, BrokerMetrics metrics) {
        long began = System.nanoTime();
        Mailbox mailbox = RocksMailbox.open(
                RocksMailboxConfig.builder(config.mailboxFolder())
                        .limits(config.mailboxLimits())
                        .operatorCommand(config.operatorCommand())
                        .build(),
                clock,
                metrics);
        log.info("the mailbox is open after {} ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
        return mailbox;
    }

    CompletionStage<PhoneStatus> status(PhoneNumber phone) {
        return mailbox.depth(MailboxOwner.of(phone))
                .thenApply(depth -> new PhoneStatus(phones.isConnected(phone), depth));
    }

    @Override
    public void close() {
        started.close();
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
