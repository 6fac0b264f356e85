package dev.doubletick.broker.wakeup;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The connections of the push service that take wake-ups, each client id once. For the thread of the wake-ups. */
final class Consumers {

    /**
     * Unacknowledged wake-ups of one connection: what HiveMQ sends in one go. It sends the next only when all of these are
     * acknowledged, so more would wait behind a slow one while other connections are idle.
     */
    static final int WINDOW = 50;

    private final Map<String, Consumer> byClientId = new LinkedHashMap<>();

    /** Answers the one whose place it takes: its end has not been told yet. */
    Optional<Consumer> add(Consumer consumer) {
        return Optional.ofNullable(byClientId.put(consumer.clientId(), consumer))
                .filter(replaced -> replaced != consumer);
    }

    /** False if it was replaced, or never there. */
    boolean remove(Consumer consumer) {
        return byClientId.remove(consumer.clientId(), consumer);
    }

    boolean isEmpty() {
        return byClientId.isEmpty();
    }

    /** How many more wake-ups all together may be given. */
    int room() {
        return byClientId.values().stream()
                .mapToInt(consumer -> WINDOW - consumer.underway.size())
                .sum();
    }

    /** The one with the least to do; there must be one. */
    Consumer leastBusy() {
        return byClientId.values().stream()
                .min(Comparator.comparingInt(candidate -> candidate.underway.size()))
                .orElseThrow();
    }

    /** Another broker looks after what they have. */
    void forgetUnderway() {
        byClientId.values().forEach(consumer -> consumer.underway.clear());
    }
}
