package dev.doubletick.sdk.internal.http;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * One OkHttp client, made when it is first needed: many phones never speak HTTP after their registration. Safe on any thread.
 */
public final class HttpStack implements AutoCloseable {

    private static final int CONNECT_TIMEOUT_SECONDS = 15;
    private static final int CALL_TIMEOUT_SECONDS = 30;

    private final Trust trust;
    private @Nullable OkHttpClient client;
    private boolean closed;

    public HttpStack(Trust trust) {
        this.trust = trust;
    }

    /**
     * @throws IllegalStateException after {@link #close}
     */
    public synchronized OkHttpClient client() {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        if (client == null) {
            client = new OkHttpClient.Builder()
                    .dispatcher(new Dispatcher(threads()))
                    // Calls are minutes apart: an idle connection would only be one that a server has closed meanwhile.
                    .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                    .connectTimeout(CONNECT_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .callTimeout(CALL_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .sslSocketFactory(trust.sockets(), trust.manager())
                    .build();
        }
        return client;
    }

    private static ExecutorService threads() {
        return new ThreadPoolExecutor(0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "doubletick-http");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Cancels what is under way. */
    @Override
    public synchronized void close() {
        closed = true;
        if (client != null) {
            client.dispatcher().cancelAll();
            client.dispatcher().executorService().shutdown();
            client.connectionPool().evictAll();
        }
    }
}
