package dev.doubletick.sample.phones.page;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import io.javalin.http.staticfiles.Location;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Serves the page on this machine, and to this machine's own browsers only. */
public final class PageServer implements AutoCloseable {

    public static final String HOST = "127.0.0.1";

    private static final int THREADS = 32;

    /** Nothing from elsewhere, no inline script or style, and nothing may put the page into a frame. */
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self';"
                    + " form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    private final Javalin javalin;
    private final PhonesPage page;

    private PageServer(Javalin javalin, PhonesPage page) {
        this.javalin = javalin;
        this.page = page;
    }

    /**
     * @param port 0 for any free one
     * @throws IOException if the port is taken
     */
    public static PageServer start(int port, PhonesPage page) throws IOException {
        Javalin javalin = Javalin.create(config -> {
            configure(config);
            config.jetty.port = port;
            install(config, page);
        });
        try {
            javalin.start();
        } catch (JavalinBindException e) {
            throw taken(port, e);
        }
        return new PageServer(javalin, page);
    }

    /**
     * Looks whether {@link #start} could begin here, before anything else is started in vain.
     *
     * @throws IOException if the port is taken
     */
    public static void requireFree(int port) throws IOException {
        try (ServerSocket attempt = new ServerSocket()) {
            attempt.setReuseAddress(true);
            attempt.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw taken(port, e);
        }
    }

    private static IOException taken(int port, Exception cause) {
        return new IOException(
                "port " + port + " cannot be used; perhaps something else uses it. Choose another one with --port.",
                cause);
    }

    private static void configure(JavalinConfig config) {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 2);
        threads.setName("page-http");
        threads.setDaemon(true);
        config.jetty.threadPool = threads;
        config.jetty.host = HOST;
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.staticFiles.add(files -> {
            files.hostedPath = "/assets";
            files.directory = "/phones";
            files.location = Location.CLASSPATH;
            files.headers = Map.of("Cache-Control", "no-cache");
        });
    }

    private static void install(JavalinConfig config, PhonesPage page) {
        config.routes.before(PageServer::guard);
        Libraries.install(config.routes);
        config.routes.get(
                "/",
                ctx -> ctx.future(() -> page.html().thenAccept(html -> ctx.header("Cache-Control", "no-store")
                        .contentType("text/html; charset=utf-8")
                        .result(html))));
        config.routes.sse(
                "/events",
                client -> page.follow(
                        client,
                        client.ctx().queryParamAsClass("seen", Long.class).getOrDefault(0L)));
        config.routes.post(
                "/phones/{slot}/{action}",
                ctx -> ctx.future(() -> {
                    Map<String, String> form = form(ctx);
                    return page.press(
                                    ctx.pathParamAsClass("slot", Integer.class).get(),
                                    ctx.pathParam("action"),
                                    field -> form.getOrDefault(field, ""))
                            .thenAccept(done -> ctx.status(HttpStatus.NO_CONTENT))
                            .exceptionally(failure -> refuse(ctx, failure));
                }));
    }

    private static Map<String, String> form(Context ctx) {
        return ctx.formParamMap().entrySet().stream()
                .filter(field -> !field.getValue().isEmpty())
                .collect(Collectors.toMap(
                        Map.Entry::getKey, field -> field.getValue().get(0)));
    }

    private static Void refuse(Context ctx, Throwable failure) {
        if (failure instanceof CompletionException && failure.getCause() instanceof IllegalArgumentException wrong) {
            ctx.status(HttpStatus.BAD_REQUEST).result(String.valueOf(wrong.getMessage()));
            return null;
        }
        throw new CompletionException(failure);
    }

    /** Keeps other websites out, which a browser lets talk to this machine too: by another name of it, or with a plain form. */
    private static void guard(Context ctx) {
        ctx.header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer");
        String host = Optional.ofNullable(ctx.host()).orElse("");
        boolean ours = host.startsWith(HOST + ":") || host.startsWith("localhost:");
        boolean htmx = Boolean.parseBoolean(ctx.header("HX-Request"));
        if (!ours || (HandlerType.POST.equals(ctx.method()) && !htmx)) {
            throw new ForbiddenResponse("This page is for the browser of this machine.");
        }
    }

    public int port() {
        return javalin.port();
    }

    /** Hangs up on all browsers and stops. */
    @Override
    public void close() {
        page.close();
        javalin.stop();
    }
}
