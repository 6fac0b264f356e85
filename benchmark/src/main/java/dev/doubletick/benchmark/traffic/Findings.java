package dev.doubletick.benchmark.traffic;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a run did wrong; every count is of messages unless it says otherwise.
 *
 * @param lost accepted, and never received
 * @param duplicates received again
 * @param outOfOrder received after a later one of the same sender
 * @param misaddressed received by the wrong phone, or under a wrong sender
 * @param unanswered sent, and neither accepted nor refused
 * @param unreceipted received, and the sender never had the second tick
 * @param repeatedTicks ticks for what already had that tick, or was never sent
 * @param refused not taken by the server: then the run did not do the work that it was to measure
 * @param connectionsLost connections that ended without being asked to
 * @param reasons what servers said to refusals and lost connections, and how often
 * @param strangers messages and receipts of earlier runs; they disturb the measurement, and break nothing
 */
public record Findings(
        long lost,
        long duplicates,
        long outOfOrder,
        long misaddressed,
        long unanswered,
        long unreceipted,
        long repeatedTicks,
        long refused,
        long connectionsLost,
        long strangers,
        Map<String, Long> reasons) {

    /** The counts by name, strangers not among them: whatever is not zero makes the run fail. */
    public Map<String, Long> violations() {
        Map<String, Long> all = new LinkedHashMap<>();
        all.put("lost", lost);
        all.put("duplicates", duplicates);
        all.put("out of order", outOfOrder);
        all.put("misaddressed", misaddressed);
        all.put("unanswered", unanswered);
        all.put("unreceipted", unreceipted);
        all.put("repeated ticks", repeatedTicks);
        all.put("refused", refused);
        all.put("connections lost", connectionsLost);
        return all;
    }

    /** Whether everything was as promised. */
    public boolean clean() {
        return violations().values().stream().allMatch(count -> count == 0);
    }
}
