package dev.doubletick.benchmark.traffic;

import dev.doubletick.benchmark.line.Account;
import dev.doubletick.benchmark.line.Dialer;
import dev.doubletick.benchmark.line.EventLoops;
import dev.doubletick.benchmark.process.ProcessMeter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * The phones of one run, by index, and who writes to whom. Set up and driven by one thread, which also reads the outcome.
 * Two phones with neighbouring indexes (0 and 1, 2 and 3 …) share an event loop.
 */
public final class Traffic {

    /** More refusals than this end the sending: the server does not want this load. */
    private static final int MAX_REFUSALS = 100;

    private static final Duration MIN_CONNECT_TIME = Duration.ofSeconds(30);
    private static final Duration CONNECT_TIME_PER_PHONE = Duration.ofMillis(20);

    private final EventLoops loops;
    private final Dialer dialer;
    private final long tag;
    private final Optional<ProcessMeter> server;
    private final Totals totals = new Totals();
    private final List<Latencies> latencies = new ArrayList<>();
    private final List<Phone> phones = new ArrayList<>();
    private volatile boolean sending;

    /** @param tag upper half of the ids of all messages of this traffic */
    public Traffic(List<Account> accounts, EventLoops loops, Dialer dialer, long tag, Optional<ProcessMeter> server) {
        this.loops = loops;
        this.dialer = dialer;
        this.tag = tag;
        this.server = server;
        for (int i = 0; i < loops.count(); i++) {
            latencies.add(new Latencies());
        }
        for (int i = 0; i < accounts.size(); i++) {
            int loop = i / 2 % loops.count();
            phones.add(new Phone(i, accounts.get(i), loops.get(loop), latencies.get(loop), this));
        }
    }

    /** Lets a phone write to another until it has sent {@code quota} messages, waiting for each one's second tick. */
    public void converse(int sender, int recipient, int quota) {
        phone(sender).write(new Outbox(recipient, quota, Outbox.Closing.SECOND_TICK, dialer.givesFirstTick()));
    }

    /** Lets a phone write to one that is away, waiting for each message's first tick. */
    public void deposit(int sender, int recipient, int quota) {
        phone(sender).write(new Outbox(recipient, quota, Outbox.Closing.FIRST_TICK, true));
    }

    /** Expects second ticks for messages that an earlier traffic with the same tag deposited. */
    public void await(int sender, int recipient, int deposited) {
        phone(sender).write(Outbox.filled(recipient, deposited));
    }

    /**
     * Connects phones and waits until all are.
     *
     * @param atOnce the most connections being made at a time
     * @return how many attempts failed and were made again
     * @throws LoadException if a phone is refused, or it takes too long
     */
    public long connect(List<Integer> indexes, int atOnce) throws InterruptedException {
        return muster(Muster.Errand.CONNECT, indexes, atOnce);
    }

    /** Disconnects phones politely and waits until all are. */
    public void disconnect(List<Integer> indexes) throws InterruptedException {
        muster(Muster.Errand.DISCONNECT, indexes, indexes.size());
    }

    /** Cuts the phones' connections by TCP reset. */
    public void abort(List<Integer> indexes) throws InterruptedException {
        muster(Muster.Errand.ABORT, indexes, indexes.size());
    }

    private long muster(Muster.Errand errand, List<Integer> indexes, int atOnce) throws InterruptedException {
        List<Phone> crowd = indexes.stream().map(phones::get).toList();
        Duration limit = MIN_CONNECT_TIME.plus(CONNECT_TIME_PER_PHONE.multipliedBy(crowd.size()));
        return new Muster(errand, crowd, dialer).run(atOnce, limit);
    }

    /** The indexes of all phones. */
    public List<Integer> everybody() {
        return IntStream.range(0, phones.size()).boxed().toList();
    }

    /** The indexes of those that write to somebody. */
    public List<Integer> senders() {
        return everybody().stream().filter(i -> phone(i).outbox() != null).toList();
    }

    /** What went wrong up to now, the recipients' and senders' second ticks included. */
    public Findings auditDelivery() {
        loops.barrier();
        return Audit.delivery(phones, totals);
    }

    /** What went wrong up to now, of what a server does while recipients are away. */
    public Findings auditDeposit() {
        loops.barrier();
        return Audit.deposit(phones, totals);
    }

    /** How many messages a sender has sent. */
    public int sent(int sender) {
        loops.barrier();
        Outbox outbox = phone(sender).outbox();
        return outbox == null ? 0 : outbox.sent();
    }

    /** How many connections ended unasked. */
    public long connectionsLost() {
        return totals.connectionsLost.sum();
    }

    Snapshot snapshot() {
        return Snapshot.take(totals, loops.bytes(), server);
    }

    Histogram takeFirstTicks() {
        Histogram all = new Histogram(Latencies.MAX_NANOS, 3);
        latencies.forEach(loop -> loop.takeFirstTicks(all));
        return all;
    }

    Histogram takeSecondTicks() {
        Histogram all = new Histogram(Latencies.MAX_NANOS, 3);
        latencies.forEach(loop -> loop.takeSecondTicks(all));
        return all;
    }

    void startSending(int window) {
        sending = true;
        for (int sender : senders()) {
            Phone phone = phone(sender);
            phone.loop().execute(() -> phone.start(window));
        }
    }

    void stopSending() {
        sending = false;
    }

    boolean isSending() {
        return sending;
    }

    void refused() {
        if (totals.refused.sum() > MAX_REFUSALS) {
            stopSending();
        }
    }

    boolean givesFirstTick() {
        return dialer.givesFirstTick();
    }

    Totals totals() {
        return totals;
    }

    Phone phone(int index) {
        return phones.get(index);
    }

    int size() {
        return phones.size();
    }

    /** Upper half of the ids of all messages of this traffic. */
    public long tag() {
        return tag;
    }
}
