package dev.doubletick.broker.wakeup;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** What is to be looked at when, by {@linkplain Times#uptime uptime}. A phone has one plan at most; a newer one voids it. For one thread. */
final class Plans {

    private record Plan(Duration at, Waiting waiting, int number) {
        boolean isVoid() {
            return waiting.plan != number;
        }
    }

    private static final int FEW = 1_000;

    private final PriorityQueue<Plan> queue = new PriorityQueue<>(Comparator.comparing(Plan::at));

    void add(Duration at, Waiting waiting) {
        queue.add(new Plan(at, waiting, ++waiting.plan));
    }

    /** Takes one that is due. */
    @Nullable
    Waiting due(Duration now) {
        for (Plan first = queue.peek(); first != null; first = queue.peek()) {
            if (first.isVoid()) {
                queue.remove();
            } else if (first.at().compareTo(now) > 0) {
                return null;
            } else {
                queue.remove();
                return first.waiting();
            }
        }
        return null;
    }

    /** Drops what is void once it is the larger part. */
    void tidy(int phones) {
        if (queue.size() > 2 * phones + FEW) {
            queue.removeIf(Plan::isVoid);
        }
    }
}
