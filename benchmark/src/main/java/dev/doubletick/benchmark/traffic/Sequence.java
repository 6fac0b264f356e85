package dev.doubletick.benchmark.traffic;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Which of one sender's numbers 0, 1, 2 … have arrived. Costs a few bytes as long as they arrive in order; gaps cost a bit
 * per number. Not thread-safe.
 */
final class Sequence {

    /** What one arrival says. */
    enum Arrival {
        /** The one that was due. */
        IN_ORDER,
        /** Numbers before it are missing: lost, or late. */
        AHEAD,
        /** One that was missing, after a higher one: the order is broken. */
        LATE,
        /** It had arrived before. */
        DUPLICATE
    }

    private int next;
    private @Nullable BitSet missing;

    Arrival arrive(int number) {
        if (number == next) {
            next++;
            return Arrival.IN_ORDER;
        }
        if (number > next) {
            BitSet gaps = missing == null ? new BitSet() : missing;
            gaps.set(next, number);
            missing = gaps;
            next = number + 1;
            return Arrival.AHEAD;
        }
        if (missing == null || !missing.get(number)) {
            return Arrival.DUPLICATE;
        }
        missing.clear(number);
        if (missing.isEmpty()) {
            missing = null;
        }
        return Arrival.LATE;
    }

    boolean contains(int number) {
        return number < next && (missing == null || !missing.get(number));
    }

    /** The lowest number that has not arrived. */
    int lowestMissing() {
        return missing == null ? next : missing.nextSetBit(0);
    }
}
