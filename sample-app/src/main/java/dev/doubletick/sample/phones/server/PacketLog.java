package dev.doubletick.sample.phones.server;

import dev.doubletick.sample.phones.network.Packet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The newest packets, {@value #CAPACITY} of them, numbered. Safe on any thread. */
public final class PacketLog {

    private static final int CAPACITY = 60;

    /** @param number 1 for the first that was ever seen */
    public record Entry(long number, Packet packet) {}

    private final Deque<Entry> entries = new ArrayDeque<>();
    private long count;
    private volatile Runnable listener = () -> {};

    /** What to call, on any thread, after each packet. */
    public void listener(Runnable called) {
        listener = called;
    }

    public void add(Packet packet) {
        append(packet);
        listener.run();
    }

    private synchronized void append(Packet packet) {
        if (entries.size() == CAPACITY) {
            entries.removeFirst();
        }
        entries.addLast(new Entry(++count, packet));
    }

    /** Oldest first. */
    public synchronized List<Entry> entries() {
        return new ArrayList<>(entries);
    }
}
