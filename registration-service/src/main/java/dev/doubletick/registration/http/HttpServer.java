package dev.doubletick.registration.http;

import dev.doubletick.certificates.KeyStoreFile;
import dev.doubletick.registration.openapi.OpenApiRoutes;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.json.JavalinJackson;
import io.javalin.util.JavalinBindException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.server.handler.EagerContentHandler.RetainedContentLoaderFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The HTTP side: Jetty, with the habits that all routes share. Requests run on its threads, at most {@value #THREADS}; a
 * handler may block on the database, but waits for anybody else with a future.
 */
public final class HttpServer implements AutoCloseable {

    private static final int THREADS = 64;
    private static final int BARE_THREADS = 16;
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration ARRIVAL_LIMIT = Duration.ofSeconds(20);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);

    /**
     * The largest body that a route may take from anybody but operators. It is gathered before a thread is given to its request, so
     * that nobody holds one by sending slowly.
     */
    public static final int LARGEST_BODY_BYTES = 120 * 1024;

    private static final int CHUNK_OVERHEAD_BYTES = 64;
    /** With what gathering costs by itself: bodies come in pieces of a network packet at least. */
    private static final int GATHERED_BYTES = LARGEST_BODY_BYTES * 16 / 15;

    private final Javalin javalin;

    private HttpServer(Javalin javalin) {
        this.javalin = javalin;
    }

    /**
     * Binds and serves.
     *
     * @param port 0 for any free one
     * @param routes adds the routes; also gets an executor to go on with when a future completes on somebody else's thread
     * @throws PortUnavailableException if the address is taken, or not this machine's
     */
    public static HttpServer start(String host, int port, BiConsumer<RoutesConfig, Executor> routes) {
        return start(host, port, ARRIVAL_LIMIT, Optional.empty(), routes);
    }

    /**
     * The same, with TLS.
     *
     * @param tls the certificate to show; empty: HTTP without TLS
     * @throws IllegalArgumentException with a sentence, if the key store cannot be used
     */
    public static HttpServer start(
            String host, int port, Optional<KeyStoreFile> tls, BiConsumer<RoutesConfig, Executor> routes) {
        return start(host, port, ARRIVAL_LIMIT, tls, routes);
    }

    /**
     * Without log, request ids and protection: for what stands for somebody else's server in tests and trials, and should take
     * little of the machine that it shares with ours.
     */
    public static HttpServer startBare(String host, int port, BiConsumer<RoutesConfig, Executor> routes) {
        QueuedThreadPool threads = new QueuedThreadPool(BARE_THREADS, 4);
        threads.setName("http-bare");
        return start(host, port, threads, routes, config -> {});
    }

    /** @param arrivalLimit how long a request may take to arrive, its body included */
    static HttpServer start(String host, int port, Duration arrivalLimit, BiConsumer<RoutesConfig, Executor> routes) {
        return start(host, port, arrivalLimit, Optional.empty(), routes);
    }

    private static HttpServer start(
            String host,
            int port,
            Duration arrivalLimit,
            Optional<KeyStoreFile> tls,
            BiConsumer<RoutesConfig, Executor> routes) {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 4);
        threads.setName("http");
        return start(host, port, threads, routes, config -> {
            configure(config, arrivalLimit);
            tls.ifPresent(certificate -> config.jetty.addConnector(
                    (server, http) -> HttpsConnector.of(server, http, host, port, certificate)));
        });
    }

    private static HttpServer start(
            String host,
            int port,
            QueuedThreadPool threads,
            BiConsumer<RoutesConfig, Executor> routes,
            Consumer<JavalinConfig> habits) {
        Javalin javalin = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.startup.startupWatcherEnabled = false;
            config.jsonMapper(new JavalinJackson(Json.MAPPER, false));
            config.jetty.threadPool = threads;
            habits.accept(config);
            config.jetty.host = host;
            config.jetty.port = port;
            routes.accept(config.routes, threads);
        });
        try {
            javalin.start();
        } catch (JavalinBindException e) {
            throw new PortUnavailableException(host, port, e);
        }
        return new HttpServer(javalin);
    }

    private static void configure(JavalinConfig config, Duration arrivalLimit) {
        config.http.prefer405over404 = true;
        // Answers are small and hold secrets: compressing those helps nobody but an eavesdropper (BREACH).
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.jetty.modifyServer(server -> configure(server, arrivalLimit));
        config.jetty.modifyHttpConfiguration(http -> http.setIdleTimeout(IDLE_TIMEOUT.toMillis()));
        config.routes.before(ctx -> {
            RequestId.assign(ctx);
            ctx.header("Cache-Control", "no-store");
        });
        config.requestLogger.http(AccessLog::write);
        ProblemAnswers.install(config);
        OpenApiRoutes.install(config);
    }

    private static void configure(Server server, Duration arrivalLimit) {
        server.setErrorHandler(new JettyProblems());
        SlowClients slowClients = new SlowClients(arrivalLimit, server.getScheduler());
        // Each goes before those that are there already.
        server.insertHandler(slowClients.arrival());
        server.insertHandler(
                new EagerContentHandler(new RetainedContentLoaderFactory(GATHERED_BYTES, CHUNK_OVERHEAD_BYTES, false)));
        server.insertHandler(slowClients);
        server.insertHandler(new GracefulHandler());
        server.setStopTimeout(STOP_TIMEOUT.toMillis());
    }

    /** The port that it listens on. */
    public int port() {
        return javalin.port();
    }

    /** Lets running requests finish, for seconds at most, and stops. */
    @Override
    public void close() {
        javalin.stop();
    }
}
