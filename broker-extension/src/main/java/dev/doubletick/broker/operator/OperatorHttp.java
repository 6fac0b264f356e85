package dev.doubletick.broker.operator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small HTTP server beside the broker's listeners: {@code GET /livez}, {@code GET /readyz} and {@code GET /metrics}. It has a few
 * threads of its own, and gives each request seconds only, so that whoever is slow holds up nobody for long, and never the mail.
 */
public final class OperatorHttp implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(OperatorHttp.class);

    private static final int THREADS = 4;
    private static final int MAX_WAITING = 64;
    private static final String SECONDS_PER_REQUEST = "5";
    private static final String PLAIN = "text/plain; charset=utf-8";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService threads;
    private final OperatorHttpConfig config;
    private volatile Supplier<List<String>> notReady = () -> List.of("the extension is starting");
    private volatile Supplier<String> metrics = () -> "";

    private OperatorHttp(HttpServer server, OperatorHttpConfig config) {
        this.server = server;
        this.config = config;
        AtomicInteger made = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_WAITING), task -> {
                    Thread thread = new Thread(task, "doubletick-http-" + made.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /**
     * Starts it. Until it is told otherwise, it says that the extension is starting.
     *
     * @throws IOException if it cannot listen there, in one sentence
     */
    public static OperatorHttp start(OperatorHttpConfig config) throws IOException {
        // Read once in a process, when the first server is made. What an operator has set stays.
        for (String limit : List.of("sun.net.httpserver.maxReqTime", "sun.net.httpserver.maxRspTime")) {
            if (System.getProperty(limit) == null) {
                System.setProperty(limit, SECONDS_PER_REQUEST);
            }
        }
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(config.host(), config.port()), MAX_WAITING);
        } catch (IOException | RuntimeException e) {
            throw new IOException("the port for operators, " + config + ", cannot be opened: " + e.getMessage(), e);
        }
        OperatorHttp started = new OperatorHttp(server, config);
        server.createContext("/", started::handle);
        server.setExecutor(started.threads);
        server.start();
        log.info("operators are answered on {}:{}", config.host(), started.port());
        return started;
    }

    /** The port that it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    /**
     * From now on it asks these.
     *
     * @param notReady why the broker cannot serve; empty if it can
     * @param metrics in Prometheus' text format
     */
    public void answerWith(Supplier<List<String>> notReady, Supplier<String> metrics) {
        this.notReady = notReady;
        this.metrics = metrics;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (!exchange.getRequestMethod().equals("GET")) {
                exchange.getResponseHeaders().set("Allow", "GET");
                answer(exchange, 405, PLAIN, "only GET\n");
            } else if (path.equals("/livez")) {
                answer(exchange, 200, PLAIN, "alive\n");
            } else if (path.equals("/readyz")) {
                List<String> reasons = notReady.get();
                answer(exchange, reasons.isEmpty() ? 200 : 503, PLAIN, reasons.isEmpty() ? "ready\n" : lines(reasons));
            } else if (path.equals("/metrics")) {
                metrics(exchange);
            } else {
                answer(exchange, 404, PLAIN, "there are /livez, /readyz and /metrics\n");
            }
        } catch (RuntimeException e) {
            log.error("an operator's request failed", e);
            throw e;
        }
    }

    private static String lines(List<String> reasons) {
        return String.join("\n", reasons) + "\n";
    }

    private void metrics(HttpExchange exchange) throws IOException {
        if (config.metricsToken().isEmpty()
                && !exchange.getRemoteAddress().getAddress().isLoopbackAddress()) {
            answer(exchange, 403, PLAIN, "without DOUBLETICK_METRICS_TOKEN metrics are told this machine only\n");
        } else if (config.metricsToken().isPresent()
                && !isToken(config.metricsToken().get(), exchange)) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
            answer(exchange, 401, PLAIN, "the token for metrics is missing or wrong\n");
        } else {
            answer(exchange, 200, PROMETHEUS, metrics.get());
        }
    }

    private static boolean isToken(String token, HttpExchange exchange) {
        String given = exchange.getRequestHeaders().getFirst("Authorization");
        return given != null
                && MessageDigest.isEqual(
                        given.getBytes(StandardCharsets.UTF_8), ("Bearer " + token).getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
