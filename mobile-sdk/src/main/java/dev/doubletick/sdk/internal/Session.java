package dev.doubletick.sdk.internal;

import dev.doubletick.protocol.ChatState;
import dev.doubletick.protocol.MessageIdGenerator;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.ConnectionState;
import dev.doubletick.sdk.PresenceWatch;
import dev.doubletick.sdk.internal.connection.Backoff;
import dev.doubletick.sdk.internal.connection.Connector;
import dev.doubletick.sdk.internal.link.Answer;
import dev.doubletick.sdk.internal.link.Inbound;
import dev.doubletick.sdk.internal.link.Link;
import dev.doubletick.sdk.internal.link.LinkEvents;
import dev.doubletick.sdk.internal.link.LinkException;
import dev.doubletick.sdk.internal.link.LinkFactory;
import dev.doubletick.sdk.internal.link.Publication;
import dev.doubletick.sdk.internal.live.Live;
import dev.doubletick.sdk.internal.outbox.Outbox;
import dev.doubletick.sdk.internal.thread.Batch;
import dev.doubletick.sdk.internal.thread.Worker;
import dev.doubletick.sdk.store.MessageStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The conversation with the broker: keeps up the connection, sends what the outbox has, stores what arrives. Links report
 * from their threads; all the rest runs on the worker, with an open store.
 */
final class Session implements LinkEvents {

    private static final Logger log = LoggerFactory.getLogger(Session.class);

    private static final Duration BACKOFF_BASE = Duration.ofSeconds(1);
    private static final Duration BACKOFF_CAP = Duration.ofMinutes(2);

    /** Something that came over a link and changes the store. */
    private interface Change {
        void apply(List<Runnable> afterCommit);
    }

    private final MessageStore store;
    private final Worker worker;
    private final Callbacks callbacks;
    private final Connector connector;
    private final Outbox outbox;
    private final Inbox inbox;
    private final Batch<Change> changes;
    private final Live live;
    private final Blocks blocks;
    private final ReceiptGathering seen;
    private final Drains drains;
    private final BrokerLookup lookup;
    /** Whether the app wants a connection, beyond what a wake-up needs. */
    private boolean open;
    /** Whether the server has said that there is no point in trying. */
    private boolean refused;
    /** Ascends when the store is emptied: what arrived before is not stored any more. */
    private volatile int epoch;

    Session(
            Settings settings,
            Worker worker,
            Callbacks callbacks,
            Messages messages,
            Blocks blocks,
            ServiceCalls service,
            LinkFactory links,
            MessageIdGenerator ids) {
        Clock clock = settings.clock;
        this.store = settings.store;
        this.worker = worker;
        this.callbacks = callbacks;
        this.blocks = blocks;
        this.connector = new Connector(
                worker, links, this, new Backoff(BACKOFF_BASE, BACKOFF_CAP, settings.random), this::connectionChanged);
        this.lookup = new BrokerLookup(store, worker, service, callbacks, settings.random, connector::moved);
        this.outbox = new Outbox(
                store,
                worker,
                clock,
                settings.waits.answer,
                () -> new Backoff(BACKOFF_BASE, BACKOFF_CAP, settings.random),
                messages::statusChanged,
                connector::drop);
        this.drains = new Drains(worker, outbox, connector, this::rest);
        messages.alsoTell(drains::arrived);
        this.inbox = new Inbox(
                store, ids, clock, messages.arrivals(), messages.seen(), messages::statusChanged, blocks::contains);
        this.changes = new Batch<>(worker, this::commit);
        this.live = new Live(worker, new UnblockedEvents(callbacks, blocks), settings.lowBandwidth);
        this.seen = new ReceiptGathering(
                worker, settings.lowBandwidth ? settings.waits.seenReceipts : Duration.ZERO, outbox::receiptsAdded);
    }

    /** Connects, and stays connected. */
    void start(Account account) {
        open = true;
        connector.start(account);
    }

    /**
     * Connects for as long as it takes to get what waits on the server.
     *
     * @param drain hears of what came, and of the end
     * @param left how much time there is
     */
    void wakeUp(Account account, Drain drain, Duration left) {
        // Another phone has the number, say: a push is no reason to take it back.
        if (refused || left.isNegative() || left.isZero()) {
            drain.end(false);
            return;
        }
        connector.networkAvailable();
        connector.start(account);
        drains.add(drain, left);
    }

    private void rest() {
        if (!open && !refused) {
            outbox.disconnected();
            live.disconnected();
            connector.rest();
        }
    }

    /** Makes a waiting attempt at once. */
    void networkAvailable() {
        lookup.networkAvailable();
        connector.networkAvailable();
    }

    /** A message to this phone was stored. */
    void messageAdded(PhoneNumber to) {
        live.messageAdded(to);
        outbox.messageAdded(to);
    }

    /** Seen receipts for this phone were stored. */
    void receiptsAdded(PhoneNumber to) {
        seen.added(to);
    }

    /** Watches somebody's presence. Safe on any thread. */
    PresenceWatch watch(PhoneNumber who) {
        return live.watch(who);
    }

    /** What the user does in a chat. */
    void chatState(PhoneNumber to, ChatState state) {
        if (!blocks.wouldContain(to)) {
            live.chatState(to, state);
        }
    }

    /** Whether the app wants a connection. */
    boolean isOpen() {
        return open;
    }

    /** Disconnects, and says so. The account is about to go. */
    void leave() {
        open = false;
        outbox.disconnected();
        live.disconnected();
        connector.rest();
    }

    /** What has arrived and is not stored yet never will be: it was for an account that is gone. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // Only the worker writes.
    void forgetArrivals() {
        epoch++;
    }

    /** Disconnects. */
    void stop() {
        open = false;
        outbox.disconnected();
        live.disconnected();
        lookup.stop();
        connector.stop();
    }

    /** Completes when all links so far have let go of their threads and sockets. Safe on any thread. */
    CompletableFuture<Void> released() {
        return connector.released();
    }

    @Override
    public void connected(Link link, int window) {
        worker.execute(() -> {
            if (connector.connected(link)) {
                // One place is for a chat state.
                outbox.connected(link, Math.max(1, window - 1));
                live.connected(link, window);
                drains.connected();
            }
        });
    }

    @Override
    public void probed(Link link) {
        worker.execute(drains::probed);
    }

    @Override
    public void lost(Link link, LinkException cause) {
        worker.execute(() -> connector.lost(link, cause));
    }

    @Override
    public void received(Link link, Inbound inbound) {
        int arrivedIn = epoch;
        changes.add(afterCommit -> {
            if (arrivedIn != epoch) {
                return;
            }
            if (live.received(link, inbound)) {
                // None of ours sends it with QoS 1, but a server may.
                Inbox.acknowledge(link, inbound, afterCommit);
            } else {
                inbox.receive(link, inbound, afterCommit);
                drains.received(link, inbound, afterCommit);
                afterCommit.add(connector::worked);
                AccountNews.read(link, inbound)
                        .ifPresent(verdict -> afterCommit.add(() -> connector.dismissed(link, verdict)));
            }
        });
    }

    @Override
    public void answered(Link link, Publication publication, Answer answer) {
        changes.add(afterCommit -> {
            outbox.answered(link, publication, answer, afterCommit);
            afterCommit.add(connector::worked);
        });
    }

    private void connectionChanged(ConnectionState state) {
        refused = state.isFinal();
        if (state.kind() == ConnectionState.Kind.CONNECTED) {
            lookup.connected();
        } else if (state.kind() == ConnectionState.Kind.DISCONNECTED
                && state.cause().isPresent()) {
            lookup.failed(connector.addresses());
        }
        if (state.kind() != ConnectionState.Kind.CONNECTED) {
            outbox.disconnected();
            live.disconnected();
        }
        callbacks.connection(state);
        if (refused) {
            open = false;
            drains.giveUp();
        }
    }

    /** All in one transaction. If it fails nothing is acknowledged, so on the next connection all of it comes again. */
    private void commit(List<Change> batch) {
        List<Runnable> afterCommit = new ArrayList<>();
        try {
            store.inTransaction(() -> {
                batch.forEach(change -> change.apply(afterCommit));
                return null;
            });
        } catch (RuntimeException e) {
            log.error("cannot store what arrived: starting over with a new connection", e);
            connector.drop(e);
            return;
        } catch (Error e) {
            connector.drop(new IllegalStateException("cannot store what arrived", e));
            throw e;
        }
        afterCommit.forEach(Session::runGuarded);
        drains.check();
    }

    /** What is stored does not come again: an error in one step must not keep the others from happening. */
    private static void runGuarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            log.error("an error in the SDK, after the commit", e);
        }
    }
}
