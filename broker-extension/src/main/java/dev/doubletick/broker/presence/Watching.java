package dev.doubletick.broker.presence;

import com.hivemq.extension.sdk.api.client.ClientContext;
import com.hivemq.extension.sdk.api.services.Services;
import dev.doubletick.broker.BrokerConfig;
import dev.doubletick.broker.Completion;
import dev.doubletick.broker.account.AccountChanges;
import dev.doubletick.broker.account.DistinctNumbers;
import dev.doubletick.broker.connection.ConnectedPhones;
import dev.doubletick.broker.connection.PhoneConnection;
import dev.doubletick.broker.connection.SubscriptionPolicy;
import dev.doubletick.protocol.Limits;
import dev.doubletick.protocol.PhoneNumber;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Presence, hooked into the broker: follows who connects and who subscribes to {@code p/{who}}, and leaves all else to the
 * presence thread. Safe on any thread; only {@link #close} waits.
 *
 * <p>A watch belongs to an MQTT subscription, as long as its phone is connected: it rests while the phone is away, and goes on,
 * with the present state at once, when the phone comes back to its session.
 */
public final class Watching
        implements ConnectedPhones.Listener, AccountChanges.Listener, SubscriptionPolicy.Watches, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Watching.class);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final LastSeenTable table;
    private final LastSeenBatches lastSeen;
    private final DaemonThread thread = new DaemonThread("doubletick-presence");
    private final PresenceBoard board;
    private final DistinctNumbers tried;
    private final Map<PhoneNumber, Watcher> watchers = new ConcurrentHashMap<>();

    public Watching(BrokerConfig.Database database, PresencePolicy policy, PresenceTimes times, Clock clock) {
        tried = new DistinctNumbers(Limits.MAX_WATCHED_IN_A_DAY, clock);
        table = new LastSeenTable(database);
        lastSeen = new LastSeenBatches(table, times.tryAgain());
        board = new PresenceBoard(thread, lastSeen, policy, PresenceSender.toSessions(), clock, times);
        new SignsOfLife(thread, watchers, lastSeen, clock).start();
    }

    /** To be told after the account was forgotten: the policy asks for it. */
    @Override
    public void onAccountChanged(PhoneNumber phone) {
        thread.execute(() -> board.allowedAnew(phone));
    }

    @Override
    public void onChangesMissed() {
        thread.execute(board::allowedAnew);
    }

    /** An account is gone, and its phone cut off. */
    public void onDeleted(PhoneNumber phone) {
        thread.execute(() -> board.forget(phone));
    }

    @Override
    public void onConnected(PhoneConnection connection, ClientContext client) {
        PhoneNumber phone = connection.phone();
        Watcher watcher = new Watcher(phone, Limits.MAX_WATCHED);
        Watcher before = watchers.put(phone, watcher);
        if (before != null) {
            end(before);
        }
        WatchRequests requests = new WatchRequests(
                watcher, who -> thread.execute(() -> board.watch(watcher, who)), who -> unwatch(watcher, who));
        client.addSubscribeInboundInterceptor(requests);
        client.addSubackOutboundInterceptor(requests);
        client.addUnsubscribeInboundInterceptor(requests);
        thread.execute(() -> board.connected(connection));
        if (connection.sessionPresent()) {
            resume(watcher);
        }
    }

    private void resume(Watcher watcher) {
        Completion.of(
                Services.subscriptionStore().getSubscriptions(watcher.phone().digits()), (all, failure) -> {
                    if (failure != null) {
                        log.warn("the watches of {} do not go on: {}", watcher.phone(), failure.toString());
                    } else {
                        all.forEach(subscription -> SubscriptionPolicy.watched(subscription.getTopicFilter())
                                .filter(watcher::add)
                                .ifPresent(who -> thread.execute(() -> board.watch(watcher, who))));
                    }
                });
    }

    @Override
    public void onDisconnected(PhoneConnection connection) {
        // Of the current connection only, so what is here is of no newer one.
        Watcher watcher = watchers.remove(connection.phone());
        if (watcher != null) {
            end(watcher);
        }
        thread.execute(() -> board.disconnected(connection));
    }

    private void end(Watcher watcher) {
        Collection<PhoneNumber> watched = watcher.end();
        if (!watched.isEmpty()) {
            thread.execute(() -> watched.forEach(who -> board.unwatch(watcher, who)));
        }
    }

    private void unwatch(Watcher watcher, PhoneNumber who) {
        watcher.forget(who);
        thread.execute(() -> board.unwatch(watcher, who));
    }

    @Override
    public boolean mayWatchOneMore(PhoneNumber watcher, PhoneNumber who) {
        Watcher known = watchers.get(watcher);
        return known != null && (known.watches(who) || (tried.count(watcher, who) && known.add(who)));
    }

    /** Writes the last seen of all who are connected if the database takes it within some seconds. */
    @Override
    public void close() {
        thread.end(board::recordAll, CLOSE_TIMEOUT);
        lastSeen.close();
        table.close();
    }
}
