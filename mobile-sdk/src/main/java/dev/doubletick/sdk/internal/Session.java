package dev.doubletick.sdk.internal;

import dev.doubletick.protocol.MessageIdGenerator;
import dev.doubletick.protocol.PhoneNumber;
import dev.doubletick.sdk.Account;
import dev.doubletick.sdk.ConnectionState;
import dev.doubletick.sdk.internal.connection.Backoff;
import dev.doubletick.sdk.internal.connection.Connector;
import dev.doubletick.sdk.internal.link.Answer;
import dev.doubletick.sdk.internal.link.Inbound;
import dev.doubletick.sdk.internal.link.Link;
import dev.doubletick.sdk.internal.link.LinkEvents;
import dev.doubletick.sdk.internal.link.LinkException;
import dev.doubletick.sdk.internal.link.LinkFactory;
import dev.doubletick.sdk.internal.link.Publication;
import dev.doubletick.sdk.internal.outbox.Outbox;
import dev.doubletick.sdk.internal.thread.Batch;
import dev.doubletick.sdk.internal.thread.Worker;
import dev.doubletick.sdk.store.MessageStore;
import java.security.SecureRandom;
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

    Session(
            MessageStore store,
            Worker worker,
            Callbacks callbacks,
            Messages messages,
            LinkFactory links,
            MessageIdGenerator ids,
            Clock clock,
            SecureRandom random) {
        this.store = store;
        this.worker = worker;
        this.callbacks = callbacks;
        this.connector = new Connector(
                worker, links, this, new Backoff(BACKOFF_BASE, BACKOFF_CAP, random), this::connectionChanged);
        this.outbox = new Outbox(
                store,
                worker,
                clock,
                () -> new Backoff(BACKOFF_BASE, BACKOFF_CAP, random),
                messages::statusChanged,
                connector::drop);
        this.inbox = new Inbox(store, ids, clock, messages.arrivals(), messages.seen(), messages::statusChanged);
        this.changes = new Batch<>(worker, this::commit);
    }

    /** Connects, and stays connected. */
    void start(Account account) {
        connector.start(account);
    }

    /** Makes a waiting attempt at once. */
    void networkAvailable() {
        connector.networkAvailable();
    }

    /** A message to this phone was stored. */
    void messageAdded(PhoneNumber to) {
        outbox.messageAdded(to);
    }

    /** Seen receipts for this phone were stored. */
    void receiptsAdded(PhoneNumber to) {
        outbox.receiptsAdded(to);
    }

    /** Disconnects. */
    void stop() {
        outbox.disconnected();
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
                outbox.connected(link, window);
            }
        });
    }

    @Override
    public void lost(Link link, LinkException cause) {
        worker.execute(() -> connector.lost(link, cause));
    }

    @Override
    public void received(Link link, Inbound inbound) {
        changes.add(afterCommit -> inbox.receive(link, inbound, afterCommit));
    }

    @Override
    public void answered(Link link, Publication publication, Answer answer) {
        changes.add(afterCommit -> outbox.answered(link, publication, answer, afterCommit));
    }

    private void connectionChanged(ConnectionState state) {
        if (state.kind() != ConnectionState.Kind.CONNECTED) {
            outbox.disconnected();
        }
        callbacks.connection(state);
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
        }
        afterCommit.forEach(Runnable::run);
    }
}
