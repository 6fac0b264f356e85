package dev.doubletick.benchmark.traffic;

import dev.doubletick.benchmark.line.Account;
import dev.doubletick.benchmark.line.Line;
import dev.doubletick.benchmark.line.LineListener;
import dev.doubletick.benchmark.line.MessageTag;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/** One phone under load. Confined to its event loop, except where said otherwise. */
final class Phone implements LineListener {

    private final int index;
    private final Account account;
    private final String digits;
    private final EventLoop loop;
    private final Latencies latencies;
    private final Traffic traffic;
    private final Totals totals;

    /** Set before the traffic starts. */
    private @Nullable Outbox outbox;
    /** What arrived of this sender's messages: confined to the event loop of its one recipient. */
    private final Sequence arrivals = new Sequence();

    private @Nullable Line line;
    private @Nullable Muster muster;

    Phone(int index, Account account, EventLoop loop, Latencies latencies, Traffic traffic) {
        this.index = index;
        this.account = account;
        this.digits = account.phone().digits();
        this.loop = loop;
        this.latencies = latencies;
        this.traffic = traffic;
        this.totals = traffic.totals();
    }

    /** Connects or disconnects as part of a muster, which hears of it. */
    void join(Muster newMuster) {
        muster = newMuster;
        newMuster.begin(this, line);
    }

    /** Starts to send; before, {@link #write} says what. */
    void start(int window) {
        if (outbox != null && line != null) {
            outbox.open(Math.min(window, line.sendLimit()));
            pump();
            line.flush();
        }
    }

    private void pump() {
        Outbox out = outbox;
        Line to = line;
        if (out == null || to == null) {
            return;
        }
        while (traffic.isSending() && out.mayStart()) {
            int number = out.start(System.nanoTime());
            totals.sent.increment();
            to.send(traffic.phone(out.recipient()).account.phone(), traffic.tag(), MessageTag.low(index, number));
        }
    }

    @Override
    public void ready(Line newLine) {
        line = newLine;
        if (muster != null) {
            muster.arrived();
        }
    }

    @Override
    public void closed(String reason, boolean permanent) {
        boolean wasUp = line != null;
        line = null;
        if (muster != null && muster.expects(wasUp)) {
            muster.closed(this, reason, permanent);
        } else {
            totals.connectionsLost.increment();
            totals.because("connection lost: " + reason);
            traffic.stopSending();
        }
    }

    @Override
    public void accepted(int slot) {
        int number = outbox == null ? -1 : outbox.numberIn(slot);
        if (outbox == null || number < 0 || !outbox.accept(number)) {
            totals.repeatedTicks.increment();
            return;
        }
        totals.accepted.increment();
        latencies.firstTick(System.nanoTime() - outbox.sentAt(number));
        pump();
    }

    @Override
    public void refused(int slot, String reason) {
        int number = outbox == null ? -1 : outbox.numberIn(slot);
        if (outbox == null || number < 0) {
            totals.repeatedTicks.increment();
            return;
        }
        outbox.refuse(number);
        totals.refused.increment();
        totals.because("refused: " + reason);
        traffic.refused();
        pump();
    }

    @Override
    public void received(long high, long low, String from) {
        int sender = MessageTag.sender(low);
        if (high != traffic.tag() || sender >= traffic.size()) {
            totals.strangers.increment();
            return;
        }
        Phone author = traffic.phone(sender);
        if (author.outbox == null || author.outbox.recipient() != index || !author.digits.equals(from)) {
            totals.misaddressed.increment();
            return;
        }
        switch (author.arrivals.arrive(MessageTag.number(low))) {
            case IN_ORDER, AHEAD -> totals.received.increment();
            case LATE -> {
                totals.received.increment();
                totals.outOfOrder.increment();
            }
            case DUPLICATE -> totals.duplicates.increment();
        }
    }

    @Override
    public void receipted(long high, long low) {
        if (high != traffic.tag()) {
            totals.strangers.increment();
            return;
        }
        int number = MessageTag.number(low);
        if (outbox == null || MessageTag.sender(low) != index || !outbox.receipt(number)) {
            totals.repeatedTicks.increment();
            return;
        }
        totals.receipted.increment();
        long sentAt = outbox.sentAt(number);
        if (sentAt != Outbox.UNKNOWN) {
            latencies.secondTick(System.nanoTime() - sentAt);
        }
        pump();
    }

    /** Any thread, before the traffic starts. */
    void write(Outbox newOutbox) {
        outbox = newOutbox;
    }

    @Nullable
    Outbox outbox() {
        return outbox;
    }

    Sequence arrivals() {
        return arrivals;
    }

    Account account() {
        return account;
    }

    EventLoop loop() {
        return loop;
    }
}
