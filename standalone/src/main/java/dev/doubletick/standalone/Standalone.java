package dev.doubletick.standalone;

import dev.doubletick.broker.BrokerConfig;
import dev.doubletick.broker.DoubletickExtension;
import dev.doubletick.broker.PhoneStatus;
import dev.doubletick.broker.mailbox.MailboxLimits;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.registration.RegistrationConfig;
import dev.doubletick.registration.RegistrationServer;
import dev.doubletick.registration.database.DatabaseConfig;
import dev.doubletick.registration.database.DatabaseUnusableException;
import dev.doubletick.registration.http.PortUnavailableException;
import dev.doubletick.registration.operator.OperatorToken;
import dev.doubletick.registration.verification.OtpKey;
import dev.doubletick.registration.verification.VerificationSettings;
import dev.doubletick.standalone.broker.Broker;
import dev.doubletick.standalone.broker.BrokerStartException;
import dev.doubletick.standalone.broker.CurrentExtension;
import dev.doubletick.standalone.broker.RestartableBroker;
import dev.doubletick.standalone.data.DataFolder;
import dev.doubletick.standalone.postgres.LocalPostgres;
import dev.doubletick.standalone.postgres.PostgresStartException;
import dev.doubletick.standalone.sms.FakeSmsGateway;
import dev.doubletick.standalone.sms.FakeSmsRoutes;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
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
    private final Optional<LocalPostgres> postgres;
    private final RestartableBroker broker;
    private final CurrentExtension extension;
    private final RegistrationServer registration;
    private final FakeSmsGateway sms;
    /** Closed last to first. */
    private final Deque<AutoCloseable> parts;

    private Standalone(
            DataFolder folder,
            Optional<LocalPostgres> postgres,
            RestartableBroker broker,
            CurrentExtension extension,
            RegistrationServer registration,
            FakeSmsGateway sms,
            Deque<AutoCloseable> parts) {
        this.folder = folder;
        this.postgres = postgres;
        this.broker = broker;
        this.extension = extension;
        this.registration = registration;
        this.sms = sms;
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
        Deque<AutoCloseable> parts = new ArrayDeque<>();
        try {
            return start(config, progress, parts);
        } catch (RuntimeException e) {
            closeAll(parts, e);
            throw e instanceof StandaloneException ? e : refusal(e);
        }
    }

    private static Standalone start(StandaloneConfig config, Consumer<String> progress, Deque<AutoCloseable> parts) {
        Clock clock = Clock.systemUTC();
        SecureRandom random = new SecureRandom();
        DataFolder folder = added(parts, DataFolder.open(config.dataFolder()));
        FixedPorts.requireFree(config);

        progress.accept("Data folder: " + folder.path());
        Optional<LocalPostgres> postgres = config.database().isPresent()
                ? Optional.empty()
                : Optional.of(added(parts, startPostgres(folder, random, progress)));
        DatabaseConfig database =
                config.database().or(() -> postgres.map(LocalPostgres::config)).orElseThrow();
        // Beside the registration service, which migrates the database: the broker needs it when phones come.
        progress.accept("Starting the broker and the registration service ...");
        CurrentExtension extension = new CurrentExtension(() -> extension(database, folder));
        CompletableFuture<RestartableBroker> starting = CompletableFuture.supplyAsync(
                () -> RestartableBroker.start(
                        folder.folder("broker"), StandaloneConfig.HOST, config.mqttPort(), config.wsPort(), extension),
                Standalone::runOnItsOwn);
        parts.push(() -> closeStarted(starting));

        FakeSmsGateway sms = new FakeSmsGateway(clock);
        RegistrationConfig registrationConfig = new RegistrationConfig(
                StandaloneConfig.HOST,
                config.httpPort(),
                database,
                () -> config.advertised().isEmpty() ? brokers(started(starting)) : config.advertised(),
                OtpKey.ofBase64(folder.secret("otp-key", () -> randomText(random))),
                new OperatorToken(folder.secret(DataFolder.OPERATOR_TOKEN, () -> OperatorToken.random(random)
                        .text())),
                VerificationSettings.TRIAL);
        RegistrationServer registration = added(
                parts,
                RegistrationServer.start(
                        registrationConfig, sms, clock, random, routes -> FakeSmsRoutes.install(routes, sms)));
        return new Standalone(folder, postgres, started(starting), extension, registration, sms, parts);
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
    private static DoubletickExtension extension(DatabaseConfig database, DataFolder folder) {
        return new DoubletickExtension(new BrokerConfig(
                new BrokerConfig.Database(database.url(), database.user(), database.password()),
                folder.folder("mailbox"),
                MailboxLimits.DEFAULT));
    }

    private static LocalPostgres startPostgres(DataFolder folder, SecureRandom random, Consumer<String> progress) {
        progress.accept("Starting PostgreSQL ...");
        String passwordName = "postgres-password";
        folder.secret(passwordName, () -> randomText(random));
        return LocalPostgres.start(
                folder.folder("postgres"),
                folder.path().resolve(passwordName),
                folder.folder("logs").resolve("postgres.log"));
    }

    /** 256 bits in base64. */
    private static String randomText(SecureRandom random) {
        byte[] bits = new byte[32];
        random.nextBytes(bits);
        return Base64.getEncoder().encodeToString(bits);
    }

    private static <T extends AutoCloseable> T added(Deque<AutoCloseable> parts, T part) {
        parts.push(part);
        return part;
    }

    private static RuntimeException refusal(RuntimeException e) {
        if (e instanceof DatabaseUnusableException || e instanceof PortUnavailableException) {
            return new StandaloneException(String.valueOf(e.getMessage()), e);
        }
        if (e instanceof PostgresStartException || e instanceof BrokerStartException) {
            return new StandaloneException("Doubletick did not start: " + e.getMessage() + ".", e);
        }
        return e;
    }

    private static List<URI> brokers(RestartableBroker broker) {
        return List.of(mqttUri(broker), wsUri(broker));
    }

    private static URI mqttUri(RestartableBroker broker) {
        return URI.create("mqtt://" + StandaloneConfig.HOST + ":" + broker.mqttPort());
    }

    private static URI wsUri(RestartableBroker broker) {
        return URI.create("ws://" + StandaloneConfig.HOST + ":" + broker.wsPort() + Broker.WEBSOCKET_PATH);
    }

    /** Where MQTT is, as {@code mqtt://host:port}. */
    public URI mqtt() {
        return mqttUri(broker);
    }

    /** Where MQTT over WebSocket is, as {@code ws://host:port/path}. */
    public URI ws() {
        return wsUri(broker);
    }

    /** Where the registration service is, as {@code http://host:port}. */
    public URI http() {
        return URI.create("http://" + StandaloneConfig.HOST + ":" + registration.port());
    }

    /** The folder that holds all state, absolute. */
    public Path dataFolder() {
        return folder.path();
    }

    /** The file that holds the operator token. */
    public Path operatorTokenFile() {
        return folder.path().resolve(DataFolder.OPERATOR_TOKEN);
    }

    /** The texts that would have been sent. Also at {@code GET /fake/sms?phone=}. */
    public FakeSmsGateway sms() {
        return sms;
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
            throw refusal(e);
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
        RuntimeException failure = new IllegalStateException("not everything ended cleanly");
        closeAll(parts, failure);
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }

    private static void runOnItsOwn(Runnable task) {
        Thread thread = new Thread(task, "standalone-task");
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeAll(Deque<AutoCloseable> parts, RuntimeException collector) {
        synchronized (parts) {
            AutoCloseable part;
            while ((part = parts.poll()) != null) {
                try {
                    part.close();
                } catch (Exception e) {
                    collector.addSuppressed(e);
                }
            }
        }
    }
}
