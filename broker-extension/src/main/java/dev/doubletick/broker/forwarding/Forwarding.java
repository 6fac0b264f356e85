package dev.doubletick.broker.forwarding;

import com.hivemq.extension.sdk.api.client.ClientContext;
import dev.doubletick.broker.connection.ConnectedPhones;
import dev.doubletick.broker.connection.PhoneConnection;
import dev.doubletick.broker.connection.SubscriptionPolicy;
import dev.doubletick.broker.mailbox.Acknowledged;
import dev.doubletick.broker.mailbox.AppendResult;
import dev.doubletick.broker.mailbox.Delivered;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.Lease;
import dev.doubletick.broker.mailbox.LeaseHolder;
import dev.doubletick.broker.mailbox.Mailbox;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.broker.mailbox.Position;
import dev.doubletick.broker.mailbox.WakeListener;
import dev.doubletick.protocol.PhoneNumber;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives every connected phone its {@link Forwarder}, and brings new mail to the right one. */
public final class Forwarding implements ConnectedPhones.Listener, ForwarderHost, WakeListener {

    private static final Logger log = LoggerFactory.getLogger(Forwarding.class);
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(30);

    private final String brokerId;
    private final Mailbox mailbox;
    private final ReceiptPolicy receiptPolicy;
    private final Clock clock;
    private final Executor executor;
    private final DeliveryMetrics metrics;
    private final BrokerSession session;
    private final Map<MailboxOwner, Forwarder> forwarders = new ConcurrentHashMap<>();

    /**
     * @param brokerId tells this broker from others at the same mailbox
     * @param clock the mailbox's, which expiry goes by
     * @param executor runs what is due later, short tasks all
     */
    public Forwarding(
            String brokerId,
            Mailbox mailbox,
            ReceiptPolicy receiptPolicy,
            Clock clock,
            Executor executor,
            MeterRegistry registry) {
        this(brokerId, mailbox, receiptPolicy, new SessionPublisher(), clock, executor, registry);
    }

    Forwarding(
            String brokerId,
            Mailbox mailbox,
            ReceiptPolicy receiptPolicy,
            BrokerSession session,
            Clock clock,
            Executor executor,
            MeterRegistry registry) {
        this.metrics = new DeliveryMetrics(registry, clock);
        this.brokerId = brokerId;
        this.session = session;
        this.mailbox = mailbox;
        this.receiptPolicy = receiptPolicy;
        this.clock = clock;
        this.executor = executor;
    }

    /** Hears of new mail until the registration is closed, which also tells the mailbox all that it has not been told yet. */
    public Mailbox.WakeRegistration listen() {
        Mailbox.WakeRegistration signals = mailbox.wakeSignals(this);
        return () -> {
            signals.close();
            forwarders.values().forEach(Forwarder::flush);
        };
    }

    /** Starts the slow look-around that finds what no signal has told. */
    public void start() {
        start(CHECK_INTERVAL);
    }

    void start(Duration interval) {
        after(interval).execute(() -> {
            checkAll();
            start(interval);
        });
    }

    @Override
    public void onConnected(PhoneConnection connection, ClientContext client) {
        Forwarder forwarder;
        do {
            forwarder = forwarders.compute(
                    MailboxOwner.of(connection.phone()),
                    (owner, known) -> known != null && !known.retired()
                            ? known
                            : new Forwarder(connection.phone(), mailbox, session, this));
        } while (!forwarder.onConnected(connection));
        Wire wire = new Wire(forwarder, PacketLimit.of(connection));
        client.addPublishOutboundInterceptor(wire);
        client.addPubackInboundInterceptor(wire);
    }

    @Override
    public void onDisconnected(PhoneConnection connection) {
        MailboxOwner owner = MailboxOwner.of(connection.phone());
        Forwarder forwarder = forwarders.get(owner);
        if (forwarder != null) {
            forwarder.onDisconnected(connection);
            forgetIfIdle(owner, forwarder);
        }
    }

    /** An entry was just stored in a mailbox. */
    public void onStored(Entry entry, AppendResult.Stored stored) {
        offer(entry, stored.position(), stored.previous());
    }

    /** Whether a phone is connected to this broker. */
    public boolean isConnected(MailboxOwner owner) {
        Forwarder forwarder = forwarders.get(owner);
        return forwarder != null && forwarder.connected();
    }

    /** How a connected phone gets on with its mail. */
    public MailProgress progress(MailboxOwner owner, Duration silence) {
        Forwarder forwarder = forwarders.get(owner);
        return forwarder == null ? MailProgress.MOVING : forwarder.progress(silence);
    }

    @Override
    public void onReceipts(List<Acknowledged.Receipt> receipts) {
        receipts.forEach(receipt -> offer(receipt.entry(), receipt.position(), receipt.previous()));
    }

    @Override
    public CompletableFuture<List<Delivered>> told(PhoneNumber receiver, List<Delivered> delivered) {
        return receiptPolicy.filter(receiver, delivered);
    }

    private void offer(Entry entry, Position position, Optional<Position> previous) {
        Forwarder forwarder = forwarders.get(entry.owner());
        if (forwarder != null) {
            forwarder.offer(entry, position, previous);
        }
    }

    @Override
    public void wake(MailboxOwner owner) {
        Forwarder forwarder = forwarders.get(owner);
        if (forwarder != null) {
            forwarder.wake();
        }
    }

    @Override
    public void resync() {
        forwarders.values().forEach(Forwarder::wake);
    }

    @Override
    public CompletableFuture<Lease> attach(PhoneConnection connection, boolean subscribed) {
        CompletableFuture<Void> subscription =
                subscribed ? CompletableFuture.completedFuture(null) : SubscriptionPolicy.subscribe(connection.phone());
        LeaseHolder holder = new LeaseHolder(brokerId, Long.toString(connection.serial()));
        return subscription.thenCompose(done -> mailbox.attach(MailboxOwner.of(connection.phone()), holder));
    }

    @Override
    public void onDelivered(List<Parcel> parcels) {
        for (Parcel parcel : parcels) {
            parcel.entries().forEach(held -> metrics.delivered(held.entry()));
        }
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public void schedule(Forwarder forwarder, Consumer<Forwarder> action, Duration delay) {
        after(delay).execute(() -> guarded(forwarder, action));
    }

    private Executor after(Duration delay) {
        return CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, executor);
    }

    private void checkAll() {
        forwarders.forEach((owner, forwarder) -> {
            guarded(forwarder, f -> {
                f.check();
                forgetIfIdle(owner, f);
            });
        });
    }

    private static void guarded(Forwarder forwarder, Consumer<Forwarder> action) {
        try {
            action.accept(forwarder);
        } catch (RuntimeException e) {
            log.error("forwarding failed unexpectedly", e);
        }
    }

    private void forgetIfIdle(MailboxOwner owner, Forwarder forwarder) {
        if (forwarder.retireIfIdle()) {
            forwarders.remove(owner, forwarder);
        }
    }
}
