package dev.doubletick.registration.push.provider.webpush;

import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Looks up the hosts of endpoints, on threads of its own: phones choose the hosts, and so the name servers, and one of these that
 * never answers holds its thread for as long as the system's resolver has patience. One look-up of each host at a time.
 */
final class HostLookUp implements AutoCloseable {

    private static final int MOST = 32;

    private final Map<String, CompletableFuture<Boolean>> underway = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor threads;

    HostLookUp() {
        AtomicInteger made = new AtomicInteger();
        threads = new ThreadPoolExecutor(0, MOST, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "web-push-host-" + made.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Whether all of its addresses are public. Fails with {@link UnknownHostException} if it has none, and with {@link
     * java.util.concurrent.RejectedExecutionException} if all threads are busy. Does not end by itself.
     */
    CompletableFuture<Boolean> isPublic(String host) {
        CompletableFuture<Boolean> mine = new CompletableFuture<>();
        CompletableFuture<Boolean> others = underway.putIfAbsent(host, mine);
        if (others != null) {
            return others.copy();
        }
        try {
            threads.execute(() -> lookUp(host, mine));
        } catch (RuntimeException e) {
            underway.remove(host);
            mine.completeExceptionally(e);
        }
        return mine.copy();
    }

    private void lookUp(String host, CompletableFuture<Boolean> answer) {
        try {
            boolean isPublic = EndpointRules.isPublic(host);
            underway.remove(host);
            answer.complete(isPublic);
        } catch (UnknownHostException | RuntimeException e) {
            underway.remove(host);
            answer.completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
