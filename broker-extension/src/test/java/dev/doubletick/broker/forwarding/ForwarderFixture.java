package dev.doubletick.broker.forwarding;

import dev.doubletick.broker.account.Credential;
import dev.doubletick.broker.connection.PhoneConnection;
import dev.doubletick.broker.mailbox.Acknowledged;
import dev.doubletick.broker.mailbox.AppendResult;
import dev.doubletick.broker.mailbox.Delivered;
import dev.doubletick.broker.mailbox.Entry;
import dev.doubletick.broker.mailbox.Lease;
import dev.doubletick.broker.mailbox.LeaseHolder;
import dev.doubletick.broker.mailbox.MailboxFixtures;
import dev.doubletick.broker.mailbox.MailboxOwner;
import dev.doubletick.broker.mailbox.SettableClock;
import dev.doubletick.protocol.PhoneNumber;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** Bob's forwarder between a mailbox in memory and a session that notes what it is given. For one thread. */
final class ForwarderFixture implements ForwarderHost, BrokerSession {

    static final MailboxOwner ALICE = MailboxFixtures.ALICE;
    static final MailboxOwner BOB = MailboxFixtures.BOB;
    static final PhoneNumber BOB_NUMBER = BOB.phone().orElseThrow();

    final SettableClock clock = new SettableClock();
    final MemoryMailbox mailbox = new MemoryMailbox();
    final Forwarder forwarder = new Forwarder(BOB_NUMBER, mailbox, this, this);
    /** What the session was given, in order. */
    final List<Parcel> handed = new ArrayList<>();
    /** What other phones' forwarders were told, and whether Bob's monitor was held. */
    final List<Acknowledged.Receipt> told = new ArrayList<>();

    boolean toldUnderMonitor;
    Duration sessionExpiry = Duration.ofDays(30);
    /** How the session answers. */
    Function<Parcel, CompletableFuture<Void>> answer = parcel -> CompletableFuture.completedFuture(null);

    private final List<Runnable> due = new ArrayList<>();
    private long serial;
    private int ids;
    private PacketLimit limit = new PacketLimit(Long.MAX_VALUE);

    PhoneConnection connect(boolean sessionPresent) {
        return connect(sessionPresent, Long.MAX_VALUE);
    }

    PhoneConnection connect(boolean sessionPresent, long maximumPacketSize) {
        PhoneConnection connection = new PhoneConnection(
                BOB_NUMBER,
                ++serial,
                Credential.ofSha256(new byte[32]),
                sessionPresent,
                sessionExpiry,
                maximumPacketSize);
        limit = new PacketLimit(maximumPacketSize);
        if (!forwarder.onConnected(connection)) {
            throw new IllegalStateException("retired");
        }
        return connection;
    }

    /** A message of Alice is stored and offered, as the append of a phone's PUBLISH does it. */
    Entry message(String text) {
        Entry entry = MailboxFixtures.message(BOB, ALICE, MailboxFixtures.id(1, ++ids), text, clock.instant());
        offer(entry);
        return entry;
    }

    void offer(Entry entry) {
        AppendResult.Stored stored = mailbox.add(entry);
        forwarder.offer(entry, stored.position(), stored.previous());
    }

    /** The broker sends a parcel to the phone; answers whether it may. */
    boolean send(Parcel parcel) {
        return forwarder.onSent(parcel.tag(), limit);
    }

    void acknowledge(Parcel parcel) {
        forwarder.onAcknowledged(parcel.tag());
    }

    /** Runs what was to be done later, and answers how much that was. What that makes due waits for the next call. */
    int runDue() {
        List<Runnable> now = List.copyOf(due);
        due.clear();
        now.forEach(Runnable::run);
        return now.size();
    }

    List<String> texts() {
        return handed.stream()
                .map(parcel -> MailboxFixtures.text(parcel.entries().get(0).entry()))
                .toList();
    }

    @Override
    public CompletableFuture<List<Delivered>> told(PhoneNumber receiver, List<Delivered> delivered) {
        return CompletableFuture.completedFuture(delivered);
    }

    @Override
    public CompletableFuture<Lease> attach(PhoneConnection connection, boolean subscribed) {
        return mailbox.attach(BOB, new LeaseHolder("broker", Long.toString(connection.serial())))
                .toCompletableFuture();
    }

    @Override
    public void onReceipts(List<Acknowledged.Receipt> receipts) {
        told.addAll(receipts);
        toldUnderMonitor |= Thread.holdsLock(forwarder);
    }

    @Override
    public void onDelivered(List<Parcel> parcels) {}

    @Override
    public long nanoTime() {
        return TimeUnit.MILLISECONDS.toNanos(clock.millis());
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public void schedule(Forwarder of, Consumer<Forwarder> action, Duration delay) {
        due.add(() -> action.accept(of));
    }

    @Override
    public CompletableFuture<Void> publish(PhoneNumber phone, Parcel parcel) {
        handed.add(parcel);
        return answer.apply(parcel);
    }
}
