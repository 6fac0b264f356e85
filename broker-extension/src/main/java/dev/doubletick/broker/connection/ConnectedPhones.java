package dev.doubletick.broker.connection;

import com.hivemq.extension.sdk.api.client.ClientContext;
import com.hivemq.extension.sdk.api.client.parameter.InitializerInput;
import com.hivemq.extension.sdk.api.events.client.ClientLifecycleEventListener;
import com.hivemq.extension.sdk.api.events.client.parameters.AuthenticationSuccessfulInput;
import com.hivemq.extension.sdk.api.events.client.parameters.ConnectionStartInput;
import com.hivemq.extension.sdk.api.events.client.parameters.DisconnectEventInput;
import com.hivemq.extension.sdk.api.interceptor.connack.parameter.ConnackOutboundInput;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.packets.general.DisconnectedReasonCode;
import com.hivemq.extension.sdk.api.services.intializer.ClientInitializer;
import dev.doubletick.broker.Completion;
import dev.doubletick.broker.account.Account;
import dev.doubletick.broker.account.AccountChanges;
import dev.doubletick.broker.account.AccountDirectory;
import dev.doubletick.protocol.AccountEvent;
import dev.doubletick.protocol.PhoneNumber;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The phones that are connected to this broker now. A phone whose credential changes is told so and cut off; what else there is to do for
 * a connection is done by the {@linkplain Listener listeners}.
 *
 * <p>The broker calls in on its extension threads: first with the CONNACK, which knows whether the session was present, then to
 * initialize the client, and in the end with the disconnect. On a take-over the old connection's disconnect may come last.
 */
public final class ConnectedPhones implements ClientInitializer, ClientLifecycleEventListener, AccountChanges.Listener {

    /** Follows connections. Must not block. */
    public interface Listener {
        /** A phone is connected; an earlier connection of the same phone is no longer the current one. */
        void onConnected(PhoneConnection connection, ClientContext client);

        /** A connection has ended, and no newer one of the same phone has replaced it. */
        void onDisconnected(PhoneConnection connection);
    }

    private static final Logger log = LoggerFactory.getLogger(ConnectedPhones.class);

    /** From telling a phone that it will be cut off to doing so: what is told must be on the wire before. */
    private static final Duration FAREWELL = Duration.ofMillis(200);

    private static final Duration RECHECK_AGAIN = Duration.ofSeconds(5);

    private final AccountDirectory accounts;
    private final List<Listener> listeners;
    private final Executor executor;
    /** Those that have been told, and are not cut off yet. */
    private final Set<PhoneConnection> leaving = ConcurrentHashMap.newKeySet();

    private final Map<PhoneNumber, PhoneConnection> connections = new ConcurrentHashMap<>();
    private final AtomicLong serials = new AtomicLong();
    private final TakeOvers takeOvers = new TakeOvers();

    /**
     * @param listeners told in this order
     * @param executor runs what is due later, short tasks all
     */
    public ConnectedPhones(AccountDirectory accounts, List<Listener> listeners, Executor executor) {
        this.accounts = accounts;
        this.listeners = List.copyOf(listeners);
        this.executor = executor;
    }

    /** To be called with every CONNACK. */
    public void onConnack(ConnackOutboundInput input) {
        if (input.getConnackPacket().getReasonCode() == ConnackReasonCode.SUCCESS) {
            ConnectionAttributes.of(input.getConnectionInformation())
                    .sessionPresent(input.getConnackPacket().getSessionPresent());
        }
    }

    @Override
    public void initialize(InitializerInput input, ClientContext client) {
        ConnectionAttributes attributes = ConnectionAttributes.of(input.getConnectionInformation());
        PhoneConnection connection = new PhoneConnection(
                PhoneNumber.ofDigits(input.getClientInformation().getClientId()),
                serials.incrementAndGet(),
                attributes.credential().orElseThrow(),
                attributes.sessionPresent(),
                attributes.sessionExpiry(),
                attributes.maximumPacketSize());
        attributes.serial(connection.serial());
        connections.put(connection.phone(), connection);
        listeners.forEach(listener -> listener.onConnected(connection, client));
        // The credential may have changed between authentication and now, when nobody knew of this connection.
        recheck(connection);
    }

    @Override
    public void onDisconnect(DisconnectEventInput input) {
        Optional<Long> serial =
                ConnectionAttributes.of(input.getConnectionInformation()).serial();
        if (serial.isEmpty()) {
            return; // It never got as far as a CONNACK.
        }
        PhoneNumber phone = PhoneNumber.ofDigits(input.getClientInformation().getClientId());
        if (input.getReasonCode()
                .filter(DisconnectedReasonCode.SESSION_TAKEN_OVER::equals)
                .isPresent()) {
            takeOvers.count(phone);
        }
        PhoneConnection current = connections.get(phone);
        if (current != null && current.serial() == serial.get() && connections.remove(phone, current)) {
            listeners.forEach(listener -> listener.onDisconnected(current));
        }
    }

    @Override
    public void onMqttConnectionStart(ConnectionStartInput input) {}

    @Override
    public void onAuthenticationSuccessful(AuthenticationSuccessfulInput input) {}

    @Override
    public void onAccountChanged(PhoneNumber phone) {
        accounts.forget(phone);
        PhoneConnection connection = connections.get(phone);
        if (connection != null) {
            recheck(connection);
        }
    }

    @Override
    public void onChangesMissed() {
        accounts.forgetAll();
        List.copyOf(connections.values()).forEach(this::recheck);
    }

    private void recheck(PhoneConnection connection) {
        Completion.of(accounts.find(connection.phone()), (account, failure) -> {
            if (failure != null) {
                // Nothing else may ask again: the connection that changes are heard on need not be down as well.
                log.debug("cannot recheck the credential of {} yet: {}", connection.phone(), failure.toString());
                later(RECHECK_AGAIN, () -> {
                    if (isCurrent(connection)) {
                        recheck(connection);
                    }
                });
            } else if (!account.flatMap(Account::credential)
                    .filter(connection.credential()::equals)
                    .isPresent()) {
                cutOff(connection, event(account));
            }
        });
    }

    private static AccountEvent event(Optional<Account> account) {
        if (account.isEmpty()) {
            return AccountEvent.DELETED;
        }
        return account.get().credential().isPresent() ? AccountEvent.REPLACED : AccountEvent.REVOKED;
    }

    private void cutOff(PhoneConnection connection, AccountEvent event) {
        // The number's next device may be quicker, and has then taken the session over: what is told would reach that
        // one.
        if (!isCurrent(connection) || !leaving.add(connection)) {
            return;
        }
        log.info("disconnecting {}: {}", connection.phone(), event);
        connection.tell(event);
        later(FAREWELL, () -> {
            leaving.remove(connection);
            if (isCurrent(connection)) {
                connection.close(event);
            }
        });
    }

    private boolean isCurrent(PhoneConnection connection) {
        return connection.equals(connections.get(connection.phone()));
    }

    private void later(Duration delay, Runnable task) {
        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, executor)
                .execute(task);
    }

    public boolean isConnected(PhoneNumber phone) {
        return connections.containsKey(phone);
    }

    /** How many are connected. */
    public int count() {
        return connections.size();
    }

    /** A snapshot. */
    public Collection<PhoneConnection> all() {
        return List.copyOf(connections.values());
    }
}
