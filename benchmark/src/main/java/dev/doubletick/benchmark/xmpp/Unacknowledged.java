package dev.doubletick.benchmark.xmpp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntConsumer;

/** Stanzas sent since stream management was enabled, which the server counts (XEP-0198 section 4). Not thread-safe. */
final class Unacknowledged {

    private static final int NOT_A_MESSAGE = -1;

    private final Deque<Integer> slots = new ArrayDeque<>();
    private long acknowledged;

    void message(int slot) {
        slots.add(slot);
    }

    void other() {
        slots.add(NOT_A_MESSAGE);
    }

    /**
     * The server has handled {@code count} stanzas, modulo 2^32.
     *
     * @param accepted gets the slots of the messages among those that are new
     */
    void acknowledge(long count, IntConsumer accepted) {
        long fresh = (count - acknowledged) & 0xFFFF_FFFFL;
        acknowledged = count;
        for (long i = 0; i < fresh && !slots.isEmpty(); i++) {
            int slot = slots.remove();
            if (slot != NOT_A_MESSAGE) {
                accepted.accept(slot);
            }
        }
    }
}
