package dev.doubletick.standalone;

import dev.doubletick.broker.BrokerConfig;
import dev.doubletick.broker.DoubletickExtension;
import dev.doubletick.broker.PhoneStatus;
import dev.doubletick.broker.WakeUpConfig;
import dev.doubletick.broker.mailbox.MailboxLimits;
import dev.doubletick.certificates.KeyStoreFile;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.RegistrationConfig;
import dev.doubletick.registration.RegistrationServer;
import dev.doubletick.registration.contacts.LookupLimits;
import dev.doubletick.registration.database.DatabaseConfig;
import dev.doubletick.registration.operator.OperatorToken;
import dev.doubletick.registration.verification.OtpKey;
import dev.doubletick.registration.verification.VerificationSettings;
import dev.doubletick.standalone.broker.BrokerStartException;
import dev.doubletick.standalone.broker.CurrentExtension;
import dev.doubletick.standalone.broker.Listeners;
import dev.doubletick.standalone.broker.RestartableBroker;
import dev.doubletick.standalone.data.DataFolder;
import dev.doubletick.standalone.postgres.LocalPostgres;
import dev.doubletick.standalone.push.FakePushRoutes;
import dev.doubletick.standalone.push.FakePushes;
import dev.doubletick.standalone.sms.FakeSmsGateway;
import dev.doubletick.standalone.sms.FakeSmsRoutes;
import dev.doubletick.standalone.tls.TrialTls;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole of Doubletick, running: PostgreSQL as a process beside this one, the rest inside. {@link #start} returns when
 * everything serves, {@link #close} when everything has ended; both block, for seconds. Safe on any thread.
 */
public final class Standalone implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Standalone.class);

    /** The longest that ending may take; what takes longer is ended by force, or left to the end of the process. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(8);

    private final DataFolder folder;
    private final Optional<TrialTls> tls;
    private final Optional<LocalPostgres> postgres;
    private final RestartableBroker broker;
    private final CurrentExtension extension;
    private final RegistrationServer registration;
    private final FakeSmsGateway sms;
    private final FakePushes pushes;
    private final Parts parts;

    private Standalone(
            DataFolder folder,
            Optional<TrialTls> tls,
            Optional<LocalPostgres> postgres,
            RestartableBroker broker,
            CurrentExtension extension,
            RegistrationServer registration,
            FakeSmsGateway sms,
            FakePushes pushes,
            Parts parts) {
        this.folder = folder;
        this.tls = tls;
        this.postgres = postgres;
        this.broker = broker;
        this.extension = extension;
        this.registration = registration;
        this.sms = sms;
        this.pushes = pushes;
        this.parts = parts;
    }

    /** Starts everything, silently. See {@link #start(StandaloneConfig, Consumer)}. */
    public static Standalone start(StandaloneConfig config) {
        return start(config, step -> {});
    }

    /**
     * Starts everything.
     *
     * @param progress is told each step before it is taken, in words for people
     * @throws StandaloneException if something does not start; then nothing is left running
     */
    public static Standalone start(StandaloneConfig config, Consumer<String> progress) {
        Parts parts = new Parts();
        try {
            return start(config, progress, parts);
        } catch (RuntimeException e) {
            parts.closeAfter(e);
            throw StandaloneException.refusal(e);
        }
    }

    private static Standalone start(StandaloneConfig config, Consumer<String> progress, Parts parts) {
        Clock clock = Clock.systemUTC();
        SecureRandom random = new SecureRandom();
        DataFolder folder = parts.add(DataFolder.open(config.dataFolder()));
        FixedPorts.requireFree(config);

        progress.accept("Data folder: " + folder.path());
        Optional<LocalPostgres> postgres = config.database().isPresent()
                ? Optional.empty()
                : Optional.of(parts.add(startPostgres(folder, random, progress)));
        DatabaseConfig database =
                config.database().or(() -> postgres.map(LocalPostgres::config)).orElseThrow();
        String pushCredential = folder.secret("push-credential", random);
        Optional<WakeUpConfig> wakeUps = config.wakeUps().map(policy -> WakeUpConfig.of(pushCredential, policy));
        Optional<TrialTls> tls =
                config.tls().map(names -> parts.add(TrialTls.open(folder.path(), names, clock, random)));
        Optional<KeyStoreFile> certificate = tls.map(TrialTls::keyStore);
        // Beside the registration service, which migrates the database: the broker needs it when phones come.
        progress.accept("Starting the broker and the registration service ...");
        CurrentExtension extension = new CurrentExtension(() -> extension(database, folder, wakeUps));
        CompletableFuture<RestartableBroker> starting = CompletableFuture.supplyAsync(
                () -> RestartableBroker.start(
                        folder.folder("broker"),
                        Listeners.of(StandaloneConfig.HOST, config.mqttPort(), config.wsPort(), certificate),
                        extension),
                Standalone::runOnItsOwn);
        parts.add(() -> closeStarted(starting));

        FakePushes pushes = parts.add(FakePushes.start(clock, database));
        FakeSmsGateway sms = new FakeSmsGateway(clock);
        RegistrationConfig registrationConfig = new RegistrationConfig(
                StandaloneConfig.HOST,
                config.httpPort(),
                database,
                () -> config.advertised().isEmpty() ? started(starting).addresses() : config.advertised(),
                OtpKey.ofBase64(folder.secret("otp-key", random)),
                new OperatorToken(folder.secret(DataFolder.OPERATOR_TOKEN, () -> OperatorToken.random(random)
                        .text())),
                VerificationSettings.TRIAL,
                LookupLimits.WIDE,
                certificate);
        RegistrationServer registration = parts.add(RegistrationServer.start(
                registrationConfig,
                sms,
                config.wakeUps()
                        .map(policy -> pushes.through(() -> started(starting).inside(), pushCredential)),
                clock,
                random,
                routes -> {
                    FakeSmsRoutes.install(routes, sms);
                    FakePushRoutes.install(routes, pushes, FakeSmsRoutes::phone);
                }));
        return new Standalone(folder, tls, postgres, started(starting), extension, registration, sms, pushes, parts);
    }

    /** The broker, once it runs. */
    private static RestartableBroker started(CompletableFuture<RestartableBroker> starting) {
        try {
            return starting.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException reason ? reason : e;
        }
    }

    private static void closeStarted(CompletableFuture<RestartableBroker> starting) {
        RestartableBroker broker = starting.exceptionally(failed -> null).join();
        if (broker != null) {
            broker.close();
        }
    }

    /** What makes the broker Doubletick's. */
    private static DoubletickExtension extension(
            DatabaseConfig database, DataFolder folder, Optional<WakeUpConfig> wakeUps) {
        return new DoubletickExtension(new BrokerConfig(
                new BrokerConfig.Database(database.url(), database.user(), database.password()),
                folder.folder("mailbox"),
                MailboxLimits.DEFAULT,
                wakeUps));
    }

    private static LocalPostgres startPostgres(DataFolder folder, SecureRandom random, Consumer<String> progress) {
        progress.accept("Starting PostgreSQL ...");
        folder.secret("postgres-password", random);
        return LocalPostgres.start(
                folder.folder("postgres"),
                folder.path().resolve("postgres-password"),
                folder.folder("logs").resolve("postgres.log"));
    }

    /** Where MQTT is, as {@code mqtt://host:port}, or {@code mqtts://}. */
    public URI mqtt() {
        return broker.mqtt();
    }

    /** Where MQTT over WebSocket is, as {@code ws://host:port/path}, or {@code wss://}. */
    public URI ws() {
        return broker.ws();
    }

    /** Where the registration service is, as {@code http://host:port}, or {@code https://}. */
    public URI http() {
        String scheme = tls.isPresent() ? "https" : "http";
        return URI.create(scheme + "://" + StandaloneConfig.HOST + ":" + registration.port());
    }

    /** The folder that holds all state, absolute. */
    public Path dataFolder() {
        return folder.path();
    }

    /** Where MQTT without TLS is, for what runs on this machine beside the servers. */
    public URI mqttInside() {
        return broker.inside();
    }

    /** With TLS: what the servers show of themselves. */
    public Optional<KeyStoreFile> keyStore() {
        return tls.map(TrialTls::keyStore);
    }

    /** With TLS: the certificate, a PEM file, that clients are to believe. */
    public Optional<Path> certificateAuthority() {
        return tls.map(TrialTls::certificateAuthority);
    }

    /** The file that holds the operator token. */
    public Path operatorTokenFile() {
        return folder.path().resolve(DataFolder.OPERATOR_TOKEN);
    }

    /** The texts that would have been sent. Also at {@code GET /fake/sms?phone=}. */
    public FakeSmsGateway sms() {
        return sms;
    }

    /** The pushes that would have been sent. Also at {@code GET /fake/push?phone=}. */
    public FakePushes pushes() {
        return pushes;
    }

    /** What the broker knows of a phone; see {@link DoubletickExtension#status}. */
    public CompletionStage<Optional<PhoneStatus>> status(PhoneNumber phone) {
        return extension.status(phone);
    }

    /** Stops the broker only: all phones lose their connection. Does nothing if it is stopped. */
    public void stopBroker() {
        broker.stop();
    }

    /**
     * Starts the broker again, with the same data on the same ports. Does nothing if it runs.
     *
     * @throws StandaloneException if it does not start; it stays stopped then
     */
    public void startBroker() {
        try {
            broker.start();
        } catch (BrokerStartException e) {
            throw StandaloneException.refusal(e);
        }
    }

    /**
     * Ends everything, within nine seconds: PostgreSQL is killed if it does not stop by then. What has been stored is there at
     * the next start in any case. A second call does nothing.
     */
    @Override
    public void close() {
        CompletableFuture<Void> closing = CompletableFuture.runAsync(this::closeParts, Standalone::runOnItsOwn);
        try {
            closing.get(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.warn("not everything has ended after {} s; going without the rest", STOP_LIMIT.toSeconds());
            postgres.ifPresent(LocalPostgres::kill);
        } catch (ExecutionException e) {
            throw new IllegalStateException("not everything ended cleanly", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeParts() {
        // The slowest to stop, so it begins at once; its turn below waits for it.
        CompletableFuture<Void> unused = CompletableFuture.runAsync(broker::stop, Standalone::runOnItsOwn);
        parts.close();
    }

    private static void runOnItsOwn(Runnable task) {
        Thread thread = new Thread(task, "standalone-task");
        thread.setDaemon(true);
        thread.start();
    }
}
