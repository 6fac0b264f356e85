package dev.doubletick.sdk.internal.connection;

import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.ConnectionState;
import dev.doubletick.sdk.ConnectionState.Kind;
import dev.doubletick.sdk.internal.link.BrokerAddress;
import dev.doubletick.sdk.internal.link.Link;
import dev.doubletick.sdk.internal.link.LinkEvents;
import dev.doubletick.sdk.internal.link.LinkException;
import dev.doubletick.sdk.internal.link.LinkFactory;
import dev.doubletick.sdk.internal.thread.Worker;
import dev.doubletick.sdk.internal.thread.Worker.Timer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a phone connected: attempt after attempt, each a link of its own, with a back-off in between and from one broker
 * address to the next; until it is stopped, or the broker says that there is no point. Runs on the worker.
 */
public final class Connector {

    private static final Logger log = LoggerFactory.getLogger(Connector.class);

    /** A connection that lasts for so long is a success, even if nothing was said on it. */
    private static final Duration STABLE = Duration.ofSeconds(10);

    /** So long an attempt may take before a change of the network ends it; so a storm of changes cannot end all of them. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Worker worker;
    private final LinkFactory links;
    private final LinkEvents events;
    private final Backoff backoff;
    private final Consumer<ConnectionState> states;
    private @Nullable Account account;
    private List<BrokerAddress> brokers = Collections.emptyList();
    private int broker;
    private @Nullable Link link;
    private boolean connected;
    /** Whether the network changed during the present attempt. */
    private boolean outdated;

    private @Nullable Timer retry;
    /** What the present link waits for. */
    private @Nullable Timer pending;

    private volatile CompletableFuture<Void> released = CompletableFuture.completedFuture(null);

    /**
     * @param events hears of what happens on the links, and passes on to here what concerns the connection
     * @param states hears of each change
     */
    public Connector(
            Worker worker, LinkFactory links, LinkEvents events, Backoff backoff, Consumer<ConnectionState> states) {
        this.worker = worker;
        this.links = links;
        this.events = events;
        this.backoff = backoff;
        this.states = states;
    }

    /**
     * Connects, and stays connected. Does nothing if that is so for this account already.
     *
     * @throws IllegalStateException if this version can use none of the account's broker addresses; nothing changes then
     */
    public void start(Account wanted) {
        if (account != null && account.equals(wanted)) {
            return;
        }
        List<BrokerAddress> usable = BrokerAddress.usable(wanted.brokers());
        stop();
        brokers = usable;
        account = wanted;
        broker = 0;
        backoff.reset();
        attempt();
    }

    /**
     * The account's brokers are elsewhere. A connection that there is stays; attempts go to the new addresses, at once.
     */
    public void moved(Account now) {
        if (account == null) {
            return;
        }
        if (connected) {
            brokers = BrokerAddress.usable(now.brokers());
            account = now;
            broker = 0;
        } else {
            start(now);
        }
    }

    /** How many addresses there are to try. */
    public int addresses() {
        return brokers.size();
    }

    /** Ends the connection for now, at nobody's fault. */
    public void rest() {
        stop();
        states.accept(ConnectionState.of(Kind.DISCONNECTED));
    }

    /** Ends the connection, and all attempts. */
    public void stop() {
        account = null;
        cancelRetry();
        closeLink();
    }

    /** Completes when all links so far have let go of their threads and sockets. Safe on any thread. */
    public CompletableFuture<Void> released() {
        return released;
    }

    /**
     * The network changed for the better: a waiting attempt is made at once, and one that hangs is made anew. A connection that
     * there is may be one of the network before, which nobody told that it is dead, or one that slept with the phone: it has to
     * prove that it lives.
     */
    public void networkAvailable() {
        if (retry != null) {
            backoff.reset();
            cancelRetry();
            attempt();
        } else if (link == null || connected) {
            probe();
        } else if (pending == null) {
            attemptAnew();
        } else {
            outdated = true;
        }
    }

    private void patienceEnds() {
        pending = null;
        if (outdated) {
            attemptAnew();
        }
    }

    /** The same address once more: it is the network that was wrong. */
    private void attemptAnew() {
        backoff.reset();
        closeLink();
        dial();
    }

    /** Makes the present connection, if there is one, show that it works. */
    public void probe() {
        if (link != null && connected) {
            link.probe();
        }
    }

    private void attempt() {
        retry = null;
        if (account == null) {
            return;
        }
        states.accept(ConnectionState.of(Kind.CONNECTING));
        dial();
    }

    private void dial() {
        if (account == null) {
            return;
        }
        outdated = false;
        pending = worker.schedule(this::patienceEnds, PATIENCE);
        try {
            link = links.create(account, brokers.get(broker % brokers.size()), events);
            link.connect();
        } catch (RuntimeException | Error e) {
            log.warn("cannot connect", e);
            broken(e);
        }
    }

    /**
     * A link got its CONNACK.
     *
     * @return whether it is the one that counts
     */
    public boolean connected(Link accepted) {
        if (accepted != link) {
            return false;
        }
        connected = true;
        cancelPending();
        // A CONNACK alone proves little: a phone whose disk is full, say, would be back here every second for ever.
        pending = worker.schedule(backoff::reset, STABLE);
        states.accept(ConnectionState.of(Kind.CONNECTED));
        return true;
    }

    /** Something came over the present connection, and was stored: the next delay is a short one. */
    public void worked() {
        if (connected) {
            backoff.reset();
        }
    }

    /** A link failed. Means nothing if it is one of the past. */
    public void lost(Link lost, LinkException cause) {
        if (lost != link) {
            return;
        }
        Optional<Kind> verdict = finalState(cause);
        if (verdict.isPresent()) {
            dismissed(lost, ConnectionState.of(verdict.get(), cause));
        } else {
            broken(cause);
        }
    }

    /**
     * The broker has said that there is no point in coming back.
     *
     * @param by where it said so: only the present link counts
     * @param verdict a final state
     */
    public void dismissed(Link by, ConnectionState verdict) {
        if (by == link) {
            log.info("not connecting any more: {}", verdict);
            stop();
            states.accept(verdict);
        }
    }

    /** Gives up the present link, and tries with another one later. Does nothing if there is none. */
    public void drop(Exception cause) {
        if (link != null) {
            broken(cause);
        }
    }

    private void broken(Throwable cause) {
        // An attempt that began before the network changed says nothing of the new one.
        Duration delay = outdated && !connected ? Duration.ZERO : backoff.next();
        closeLink();
        // The next attempt is for the next address: TCP may be blocked where WebSocket is not.
        broker++;
        states.accept(ConnectionState.of(Kind.DISCONNECTED, cause));
        retry = worker.schedule(this::attempt, delay);
    }

    private static Optional<Kind> finalState(LinkException cause) {
        switch (cause.kind()) {
            case REFUSED:
                // Bad user name or password, not authorized, bad authentication method.
                return cause.code() == 0x86 || cause.code() == 0x87 || cause.code() == 0x8C
                        ? Optional.of(Kind.CREDENTIAL_REFUSED)
                        : Optional.empty();
            case DISCONNECTED:
                // Session taken over. Any other reason may pass; if the credential is gone, the next CONNACK says so.
                return cause.code() == 0x8E ? Optional.of(Kind.REPLACED) : Optional.empty();
            default:
                return Optional.empty();
        }
    }

    private void cancelRetry() {
        if (retry != null) {
            retry.cancel();
            retry = null;
        }
    }

    private void cancelPending() {
        if (pending != null) {
            pending.cancel();
            pending = null;
        }
    }

    private void closeLink() {
        connected = false;
        cancelPending();
        if (link != null) {
            Link closing = link;
            link = null;
            released = CompletableFuture.allOf(released, closing.close());
        }
    }
}
