package dev.doubletick.registration;

import dev.doubletick.registration.account.AccountExport;
import dev.doubletick.registration.account.AccountRoutes;
import dev.doubletick.registration.account.Accounts;
import dev.doubletick.registration.account.DeviceAuthentication;
import dev.doubletick.registration.account.OwnAccount;
import dev.doubletick.registration.contacts.AddressBooks;
import dev.doubletick.registration.contacts.ContactLookup;
import dev.doubletick.registration.contacts.ContactRoutes;
import dev.doubletick.registration.database.Database;
import dev.doubletick.registration.database.DatabaseUnusableException;
import dev.doubletick.registration.http.HealthRoutes;
import dev.doubletick.registration.http.HttpServer;
import dev.doubletick.registration.http.PortUnavailableException;
import dev.doubletick.registration.limit.Limits;
import dev.doubletick.registration.lock.LockPolicy;
import dev.doubletick.registration.lock.LockRoutes;
import dev.doubletick.registration.lock.RegistrationLocks;
import dev.doubletick.registration.operator.OperatorRoutes;
import dev.doubletick.registration.privacy.BlockRoutes;
import dev.doubletick.registration.privacy.PrivacyRoutes;
import dev.doubletick.registration.push.PushConfig;
import dev.doubletick.registration.push.PushOperatorRoutes;
import dev.doubletick.registration.push.PushService;
import dev.doubletick.registration.push.PushTokenRoutes;
import dev.doubletick.registration.verification.CodeRequestRoutes;
import dev.doubletick.registration.verification.CodeRequests;
import dev.doubletick.registration.verification.SessionPurge;
import dev.doubletick.registration.verification.VerificationRoutes;
import dev.doubletick.registration.verification.Verifications;
import dev.doubletick.registration.verification.sender.VerificationCodeSender;
import io.javalin.config.RoutesConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jdbi.v3.core.Jdbi;

/**
 * The whole service, running: database pool, routes, HTTP server. {@link #start} returns when it serves, {@link #close} when
 * all is let go; both block for seconds at most. Any number of instances may work on one database.
 */
public final class RegistrationServer implements AutoCloseable {

    private final HttpServer http;
    /** Closed last to first. */
    private final Deque<AutoCloseable> parts;

    private RegistrationServer(HttpServer http, Deque<AutoCloseable> parts) {
        this.http = http;
        this.parts = parts;
    }

    /** Without push. See {@link #start(RegistrationConfig, VerificationCodeSender, Optional, Clock, SecureRandom, Consumer)}. */
    public static RegistrationServer start(
            RegistrationConfig config,
            VerificationCodeSender sender,
            Clock clock,
            SecureRandom random,
            Consumer<RoutesConfig> moreRoutes) {
        return start(config, sender, Optional.empty(), clock, random, moreRoutes);
    }

    /**
     * Migrates the database and serves.
     *
     * @param sender brings codes to phones; stays the caller's to close
     * @param push wakes phones; empty if nobody is to be woken from here. Tokens are taken in any case
     * @param clock decides what is expired
     * @param random makes codes and credentials
     * @param moreRoutes adds routes of the caller's, under the same request ids and problem answers
     * @throws DatabaseUnusableException if the database cannot be reached or was migrated by another release
     * @throws PortUnavailableException if the address to listen on is taken
     */
    public static RegistrationServer start(
            RegistrationConfig config,
            VerificationCodeSender sender,
            Optional<PushConfig> push,
            Clock clock,
            SecureRandom random,
            Consumer<RoutesConfig> moreRoutes) {
        Deque<AutoCloseable> parts = new ArrayDeque<>();
        try {
            Database database = Database.open(config.database());
            parts.push(database);
            PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            parts.push(registry::close);
            HttpServer http =
                    HttpServer.start(config.httpHost(), config.httpPort(), config.tls(), (routes, executor) -> {
                        parts.push(installRoutes(routes, executor, config, database, sender, clock, random));
                        installPushRoutes(routes, database.jdbi(), push, clock, registry);
                        moreRoutes.accept(routes);
                    });
            parts.push(http);
            push.ifPresent(wanted -> parts.push(PushService.start(wanted, database.jdbi(), registry, clock, random)));
            return new RegistrationServer(http, parts);
        } catch (RuntimeException e) {
            closeAll(parts, e);
            throw e;
        }
    }

    private static SessionPurge installRoutes(
            RoutesConfig routes,
            Executor executor,
            RegistrationConfig config,
            Database database,
            VerificationCodeSender sender,
            Clock clock,
            SecureRandom random) {
        Accounts accounts = new Accounts(random);
        Limits limits = new Limits(database.jdbi(), config.otpKey().derive("limits"));
        Verifications verifications = new Verifications(
                database.jdbi(), config.otpKey(), config.verification().policy(), clock, random);
        CodeRequests requests = new CodeRequests(
                config.verification(), database.jdbi(), limits, config.otpKey(), sender, clock, random, executor);
        HealthRoutes.install(routes, database::isReady);
        new CodeRequestRoutes(requests, config.verification(), clock).install(routes);
        new VerificationRoutes(verifications, config.brokers()).install(routes);
        installAccountRoutes(routes, config, database.jdbi(), limits, clock, random);
        new OperatorRoutes(config.operatorToken(), database.jdbi(), accounts, clock).install(routes);
        return SessionPurge.start(verifications, limits, clock);
    }

    private static void installAccountRoutes(
            RoutesConfig routes,
            RegistrationConfig config,
            Jdbi jdbi,
            Limits limits,
            Clock clock,
            SecureRandom random) {
        DeviceAuthentication authentication = new DeviceAuthentication(jdbi);
        new AccountRoutes(authentication, new OwnAccount(jdbi), new AccountExport(jdbi), config.brokers(), clock)
                .install(routes);
        new LockRoutes(authentication, new RegistrationLocks(jdbi, LockPolicy.DEFAULT), clock, random).install(routes);
        new PrivacyRoutes(authentication, jdbi).install(routes);
        new BlockRoutes(authentication, jdbi, clock).install(routes);
        new ContactRoutes(
                        authentication,
                        new ContactLookup(jdbi, limits, config.lookups(), clock),
                        new AddressBooks(jdbi),
                        config.verification().trustedProxies())
                .install(routes);
    }

    private static void installPushRoutes(
            RoutesConfig routes, Jdbi jdbi, Optional<PushConfig> push, Clock clock, PrometheusMeterRegistry registry) {
        new PushTokenRoutes(new DeviceAuthentication(jdbi), jdbi, clock, push.flatMap(PushConfig::webPush))
                .install(routes);
        new PushOperatorRoutes(registry, jdbi).install(routes);
    }

    /** The port that it listens on. */
    public int port() {
        return http.port();
    }

    /** Lets running requests finish and closes everything. A second call does nothing. */
    @Override
    public synchronized void close() {
        RuntimeException failure = new IllegalStateException("the registration service did not close cleanly");
        closeAll(parts, failure);
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }

    private static void closeAll(Deque<AutoCloseable> parts, RuntimeException collector) {
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
