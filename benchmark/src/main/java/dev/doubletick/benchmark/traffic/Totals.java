package dev.doubletick.benchmark.traffic;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What all phones of a run have seen so far. Safe on any thread. */
final class Totals {

    /** Kinds of refusal that are told apart; more would flood the report. */
    private static final int MAX_REASONS = 20;

    final LongAdder sent = new LongAdder();
    final LongAdder accepted = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder received = new LongAdder();
    final LongAdder receipted = new LongAdder();

    final LongAdder duplicates = new LongAdder();
    final LongAdder outOfOrder = new LongAdder();
    final LongAdder misaddressed = new LongAdder();
    final LongAdder repeatedTicks = new LongAdder();
    final LongAdder strangers = new LongAdder();
    final LongAdder connectionsLost = new LongAdder();

    private final Map<String, LongAdder> reasons = new ConcurrentHashMap<>();

    void because(String reason) {
        if (reasons.containsKey(reason) || reasons.size() < MAX_REASONS) {
            reasons.computeIfAbsent(reason, r -> new LongAdder()).increment();
        }
    }

    /** How often each reason was given. */
    Map<String, Long> reasons() {
        Map<String, Long> counts = new TreeMap<>();
        reasons.forEach((reason, count) -> counts.put(reason, count.sum()));
        return counts;
    }

    /** Changes whenever something moves. */
    long movements() {
        return sent.sum() + accepted.sum() + refused.sum() + received.sum() + receipted.sum() + duplicates.sum();
    }
}
