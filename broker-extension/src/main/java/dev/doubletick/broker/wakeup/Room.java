package dev.doubletick.broker.wakeup;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the state of no more phones than there is room for, and says so at times. For one thread. */
final class Room {

    private static final Logger log = LoggerFactory.getLogger(Room.class);
    private static final Duration SAY_AGAIN = Duration.ofMinutes(1);

    private final int maxPhones;
    private final WakeUpMetrics metrics;
    private @Nullable Duration said;
    private long unsaid;

    Room(int maxPhones, WakeUpMetrics metrics) {
        this.maxPhones = maxPhones;
        this.metrics = metrics;
    }

    /**
     * Forgets phones if there are too many, and some more.
     *
     * @param dispensable which may be forgotten
     * @param forget forgets one; false if that cannot be done now
     * @return whether it was said
     */
    boolean make(WaitingPhones all, Predicate<Waiting> dispensable, Predicate<Waiting> forget, Duration now) {
        int excess = all.size() - maxPhones;
        if (excess <= 0) {
            return false;
        }
        List<Waiting> going =
                all.stream().filter(dispensable).limit(excess + maxPhones / 10L).toList();
        long forgotten = going.stream().filter(forget).count();
        metrics.forgotten.inc(forgotten);
        unsaid += forgotten;
        if (said != null && now.minus(said).compareTo(SAY_AGAIN) < 0) {
            return false;
        }
        log.warn("the mail of more than {} phones waits: forgot {} that were woken", maxPhones, unsaid);
        said = now;
        unsaid = 0;
        return true;
    }
}
