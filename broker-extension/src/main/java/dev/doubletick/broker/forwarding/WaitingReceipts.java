package dev.doubletick.broker.forwarding;

import dev.doubletick.broker.mailbox.Held;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Delivered receipts that wait while others are under way to the same phone. One PUBLISH with receipts is under way at a time,
 * so an idle phone gets each receipt at once, and a busy one gets many in one packet without any timer. Guarded by its {@link
 * Forwarder}.
 */
final class WaitingReceipts {

    /** 16 KiB of ids: more need not be in memory, the mailbox has them. */
    private static final int MAX_WAITING_BYTES = 16 * 1024;

    private final List<Held> waiting = new ArrayList<>();
    private int bytes;
    private @Nullable Parcel underway;

    /** Whether there is room for another. */
    boolean hasRoom() {
        return bytes < MAX_WAITING_BYTES;
    }

    void add(Held receipt) {
        waiting.add(receipt);
        bytes += receipt.entry().payload().remaining();
    }

    /** Takes what fits into one PUBLISH, or the first if even that does not, if it is time for one. Empty if not. */
    List<Held> take(PacketLimit limit) {
        Parcel before = underway;
        if (before != null && before.underway()) {
            return List.of();
        }
        // Not kept any longer than it is needed: there may be many idle phones.
        underway = null;
        if (waiting.isEmpty()) {
            return List.of();
        }
        int room = limit.payload(waiting.get(0).entry());
        int count = 0;
        int size = 0;
        for (; count < waiting.size(); count++) {
            int more = waiting.get(count).entry().payload().remaining();
            if (count > 0 && size + more > room) {
                break;
            }
            size += more;
        }
        List<Held> taken = List.copyOf(waiting.subList(0, count));
        waiting.subList(0, count).clear();
        bytes -= size;
        return taken;
    }

    /** What was {@linkplain #take taken} travels as this. */
    void underway(Parcel parcel) {
        underway = parcel;
    }

    /** Forgets those that wait: they will be read again. */
    void clear() {
        waiting.clear();
        bytes = 0;
    }
}
