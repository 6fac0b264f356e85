package dev.doubletick.registration.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Gives up on requests that take too long to arrive, and on their connections. The idle timeout does not see those who send a byte now and then
 * ("Slowloris"). A request that has arrived may take as long as it takes.
 *
 * <p>No thread waits for what arrives: Jetty reads headers as they come, and a handler between this one and
 * {@link #arrival()} gathers the body. Safe on any thread; checks on the server's scheduler, some times per limit.
 */
final class SlowClients extends Handler.Wrapper implements Connection.Listener {

    private static final int CHECKS_PER_LIMIT = 4;

    private final Duration limit;
    private final Map<Connection, Arriving> connections = new ConcurrentHashMap<>();
    private final Scheduler scheduler;

    /** What is on its way on one connection. */
    private static final class Arriving {
        /** When its first bytes were seen; 0: nothing has come since the last request. */
        private volatile long since;
        /** What had come when the last request was done. */
        private volatile long bytesBefore;
        /** The request whose headers are there and whose body is not. */
        private volatile @Nullable Request request;
        /** Nothing is to arrive: a request is being answered. */
        private volatile boolean arrived;
    }

    /** @param limit from the first byte of a request to the last one of its body */
    SlowClients(Duration limit, Scheduler scheduler) {
        this.limit = limit;
        this.scheduler = scheduler;
    }

    @Override
    protected void doStart() throws Exception {
        for (Connector connector : getServer().getConnectors()) {
            connector.addEventListener(this);
        }
        super.doStart();
        scheduleCheck();
    }

    private void scheduleCheck() {
        Scheduler.Task unused =
                scheduler.schedule(this::check, limit.toMillis() / CHECKS_PER_LIMIT, TimeUnit.MILLISECONDS);
    }

    private void check() {
        long now = NanoTime.now();
        connections.forEach((connection, arriving) -> {
            if (arriving.arrived) {
                return;
            }
            if (arriving.since == 0) {
                arriving.since = connection.getBytesIn() > arriving.bytesBefore ? now : 0;
            } else if (NanoTime.elapsed(arriving.since, now) > limit.toNanos()) {
                giveUp(connection, arriving.request);
            }
        });
        if (isRunning()) {
            scheduleCheck();
        }
    }

    private static void giveUp(Connection connection, @Nullable Request request) {
        TimeoutException late = new TimeoutException("the request took too long to arrive");
        if (request == null) {
            connection.getEndPoint().close(late);
            return;
        }
        // Its body ends with this failure, so it goes on to its handler, which sees that.
        Runnable task = HttpChannel.from(request).onFailure(late);
        if (task != null) {
            request.getComponents().getExecutor().execute(task);
        }
    }

    @Override
    public void onOpened(Connection connection) {
        connections.put(connection, new Arriving());
    }

    @Override
    public void onClosed(Connection connection) {
        connections.remove(connection);
    }

    /** Headers have arrived; the body may have not. */
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Connection connection = request.getConnectionMetaData().getConnection();
        Arriving arriving = connections.get(connection);
        if (arriving != null) {
            arriving.request = request;
            Request.addCompletionListener(request, failure -> {
                arriving.request = null;
                arriving.bytesBefore = connection.getBytesIn();
                arriving.since = 0;
                arriving.arrived = false;
            });
        }
        return super.handle(request, response, callback);
    }

    /** The handler that is called once a body is there. */
    Handler.Wrapper arrival() {
        return new Handler.Wrapper() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                Arriving arriving =
                        connections.get(request.getConnectionMetaData().getConnection());
                if (arriving != null) {
                    arriving.arrived = true;
                }
                return super.handle(request, response, callback);
            }
        };
    }
}
