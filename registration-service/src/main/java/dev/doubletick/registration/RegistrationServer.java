package dev.doubletick.registration;

import dev.doubletick.registration.account.Accounts;
import dev.doubletick.registration.database.Database;
import dev.doubletick.registration.database.DatabaseUnusableException;
import dev.doubletick.registration.http.HealthRoutes;
import dev.doubletick.registration.http.HttpServer;
import dev.doubletick.registration.http.PortUnavailableException;
import dev.doubletick.registration.limit.Limits;
import dev.doubletick.registration.operator.OperatorRoutes;
import dev.doubletick.registration.verification.CodeRequestRoutes;
import dev.doubletick.registration.verification.CodeRequests;
import dev.doubletick.registration.verification.SessionPurge;
import dev.doubletick.registration.verification.VerificationRoutes;
import dev.doubletick.registration.verification.Verifications;
import dev.doubletick.registration.verification.sender.VerificationCodeSender;
import io.javalin.config.RoutesConfig;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

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

    /**
     * Migrates the database and serves.
     *
     * @param sender brings codes to phones; stays the caller's to close
     * @param clock decides what is expired
     * @param random makes codes and credentials
     * @param moreRoutes adds routes of the caller's, under the same request ids and problem answers
     * @throws DatabaseUnusableException if the database cannot be reached or was migrated by another release
     * @throws PortUnavailableException if the address to listen on is taken
     */
    public static RegistrationServer start(
            RegistrationConfig config,
            VerificationCodeSender sender,
            Clock clock,
            SecureRandom random,
            Consumer<RoutesConfig> moreRoutes) {
        Deque<AutoCloseable> parts = new ArrayDeque<>();
        try {
            Database database = Database.open(config.database());
            parts.push(database);
            HttpServer http = HttpServer.start(config.httpHost(), config.httpPort(), (routes, executor) -> {
                parts.push(installRoutes(routes, executor, config, database, sender, clock, random));
                moreRoutes.accept(routes);
            });
            parts.push(http);
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
                database.jdbi(),
                accounts,
                config.otpKey(),
                config.verification().policy(),
                clock);
        CodeRequests requests = new CodeRequests(
                config.verification(), database.jdbi(), limits, config.otpKey(), sender, clock, random, executor);
        HealthRoutes.install(routes, database::isReady);
        new CodeRequestRoutes(requests, config.verification(), clock).install(routes);
        new VerificationRoutes(verifications, config.brokers()).install(routes);
        new OperatorRoutes(config.operatorToken(), database.jdbi(), accounts, clock).install(routes);
        return SessionPurge.start(verifications, limits, clock);
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
