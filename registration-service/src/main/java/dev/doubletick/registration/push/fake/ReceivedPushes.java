package dev.doubletick.registration.push.fake;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** What the fake providers have accepted: the newest, {@value #CAPACITY} of them. Safe on any thread. */
public final class ReceivedPushes {

    private static final int CAPACITY = 100_000;

    private final Clock clock;
    private final Deque<ReceivedPush> pushes = new ArrayDeque<>();
    private long forgotten;
    private final List<Consumer<ReceivedPush>> listeners = new CopyOnWriteArrayList<>();

    /** @param clock stamps them */
    public ReceivedPushes(Clock clock) {
        this.clock = clock;
    }

    void add(String platform, String token, Map<String, String> headers, String payload) {
        ReceivedPush push = new ReceivedPush(platform, token, Map.copyOf(headers), payload, clock.instant());
        synchronized (this) {
            if (pushes.size() == CAPACITY) {
                pushes.removeFirst();
                forgotten++;
            }
            pushes.addLast(push);
        }
        listeners.forEach(listener -> listener.accept(push));
    }

    /** Hears every push from now on, as the operating system of a phone would. Must not block. */
    public void listen(Consumer<ReceivedPush> listener) {
        listeners.add(listener);
    }

    /** Everything, oldest first. */
    public synchronized List<ReceivedPush> all() {
        return List.copyOf(pushes);
    }

    /**
     * Some of all that there ever were, in the order in which they came.
     *
     * @param next what to ask for next
     */
    public record Page(long next, List<ReceivedPush> pushes) {}

    /** What came after the first so many, as far as it is still kept. */
    public synchronized Page after(long count, int most) {
        long skipped = Math.max(0, Math.min(pushes.size(), count - forgotten));
        List<ReceivedPush> page = pushes.stream().skip(skipped).limit(most).toList();
        return new Page(forgotten + skipped + page.size(), page);
    }

    /** What went to one of these tokens, oldest first. */
    public synchronized List<ReceivedPush> to(Collection<String> tokens) {
        Set<String> wanted = Set.copyOf(tokens);
        return pushes.stream().filter(push -> wanted.contains(push.token())).toList();
    }
}
