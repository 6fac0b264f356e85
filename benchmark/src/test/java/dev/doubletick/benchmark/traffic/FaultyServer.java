package dev.doubletick.benchmark.traffic;

import dev.doubletick.benchmark.line.Account;
import dev.doubletick.benchmark.line.Dialer;
import dev.doubletick.benchmark.line.Line;
import dev.doubletick.benchmark.line.LineListener;
import dev.doubletick.benchmark.line.MessageTag;
import dev.doubletick.protocol.PhoneNumber;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A message server inside the test, which does one thing wrong: with the message number 5 of every sender. */
final class FaultyServer implements Dialer {

    static final int VICTIM = 5;

    /** What it does wrong. */
    enum Fault {
        NONE,
        LOSES,
        DOUBLES,
        DELIVERS_LATE,
        DELIVERS_TO_THE_SENDER,
        NAMES_ANOTHER_SENDER,
        NEVER_ACCEPTS,
        ACCEPTS_TWICE,
        REFUSES,
        LOSES_RECEIPT,
        DOUBLES_RECEIPT,
        RECEIPTS_WHAT_WAS_NEVER_SENT,
        CUTS_CONNECTION,
        DELIVERS_A_STRANGERS
    }

    private final Fault fault;
    private final Map<PhoneNumber, ServerLine> lines = new ConcurrentHashMap<>();
    /** How many times a connection is to fail before it succeeds. */
    final AtomicInteger failures = new AtomicInteger();
    /** Whether connections fail for good. */
    volatile boolean permanent;

    FaultyServer(Fault fault) {
        this.fault = fault;
    }

    @Override
    public void dial(Account account, EventLoop loop, LineListener listener) {
        loop.execute(() -> {
            if (permanent || failures.getAndDecrement() > 0) {
                listener.closed("not now", permanent);
            } else {
                ServerLine line = new ServerLine(account, loop, listener);
                lines.put(account.phone(), line);
                listener.ready(line);
            }
        });
    }

    @Override
    public boolean givesFirstTick() {
        return true;
    }

    int connected() {
        return lines.size();
    }

    private final class ServerLine implements Line {

        private final Account account;
        private final EventLoop loop;
        private final LineListener listener;
        private final List<Runnable> heldBack = new ArrayList<>();

        ServerLine(Account account, EventLoop loop, LineListener listener) {
            this.account = account;
            this.loop = loop;
            this.listener = listener;
        }

        @Override
        public void send(PhoneNumber to, long high, long low) {
            boolean victim = MessageTag.number(low) == VICTIM;
            int slot = MessageTag.slot(low);
            loop.execute(() -> {
                if (victim && fault == Fault.REFUSES) {
                    listener.refused(slot, "0x97");
                    return;
                }
                if (!victim || fault != Fault.NEVER_ACCEPTS) {
                    listener.accepted(slot);
                }
                if (victim && fault == Fault.ACCEPTS_TWICE) {
                    listener.accepted(slot);
                }
                deliver(to, high, low, victim);
            });
        }

        private void deliver(PhoneNumber to, long high, long low, boolean victim) {
            String from = account.phone().digits();
            LineListener recipient = Objects.requireNonNull(lines.get(to)).listener;
            Runnable delivery = () -> {
                recipient.received(high, low, from);
                listener.receipted(high, low);
            };
            switch (victim ? fault : Fault.NONE) {
                case LOSES -> {}
                case DOUBLES -> {
                    delivery.run();
                    recipient.received(high, low, from);
                }
                case DELIVERS_LATE -> heldBack.add(delivery);
                case DELIVERS_TO_THE_SENDER -> listener.received(high, low, from);
                case NAMES_ANOTHER_SENDER -> recipient.received(high, low, "4917600000000");
                case LOSES_RECEIPT -> recipient.received(high, low, from);
                case DOUBLES_RECEIPT -> {
                    delivery.run();
                    listener.receipted(high, low);
                }
                case RECEIPTS_WHAT_WAS_NEVER_SENT -> {
                    delivery.run();
                    listener.receipted(high, low + 1_000_000);
                }
                case CUTS_CONNECTION -> listener.closed("cut", false);
                case DELIVERS_A_STRANGERS -> {
                    recipient.received(high + 1, low, from);
                    delivery.run();
                }
                default -> {
                    delivery.run();
                    heldBack.forEach(Runnable::run);
                    heldBack.clear();
                }
            }
        }

        @Override
        public void flush() {}

        @Override
        public int sendLimit() {
            return 1_000;
        }

        @Override
        public void disconnect() {
            lines.remove(account.phone());
            listener.closed("goodbye", false);
        }

        @Override
        public void abort() {
            disconnect();
        }
    }
}
