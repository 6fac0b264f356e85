package dev.doubletick.sdk.internal.http;

import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.CertificatePinner;
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
    private final List<String> pins;
    private @Nullable OkHttpClient client;
    private boolean closed;

    /**
     * @param pins public keys, one of which a server has to have in its certificate chain, as {@code sha256/} and the Base64 of
     *     the hash; empty: any that the trust believes
     */
    public HttpStack(Trust trust, List<String> pins) {
        this.trust = trust;
        this.pins = pins;
    }

    /**
     * The client for what is to go to this host, and to no other.
     *
     * @throws IllegalStateException after {@link #close}
     */
    public OkHttpClient client(String host) {
        return pins.isEmpty() ? client() : pinned(host);
    }

    private OkHttpClient pinned(String host) {
        return client().newBuilder()
                .certificatePinner(new CertificatePinner.Builder()
                        .add(host, pins.toArray(new String[0]))
                        .build())
                // It would lead away from the pins.
                .followRedirects(false)
                .build();
    }

    /**
     * Checks the certificate chain of a TLS connection that is not OkHttp's own, after its handshake. A chain is first reduced to
     * what leads to a trusted root: a pinned certificate that was only put beside it counts for nothing.
     *
     * @throws SSLPeerUnverifiedException if none of its keys is pinned; it names those that there are
     */
    public void checkPins(String host, Certificate[] chain) throws SSLPeerUnverifiedException {
        if (!pins.isEmpty()) {
            pinned(host).certificatePinner().check(host, Arrays.asList(chain));
        }
    }

    private synchronized OkHttpClient client() {
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

    public synchronized boolean isClosed() {
        return closed;
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
