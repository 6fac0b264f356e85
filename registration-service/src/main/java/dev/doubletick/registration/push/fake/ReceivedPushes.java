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
    private final List<Consumer<ReceivedPush>> listeners = new CopyOnWriteArrayList<>();

    /** @param clock stamps them */
    public ReceivedPushes(Clock clock) {
        this.clock = clock;
    }

    Clock clock() {
        return clock;
    }

    void add(String platform, String token, Map<String, String> headers, String payload) {
        ReceivedPush push = new ReceivedPush(platform, token, Map.copyOf(headers), payload, clock.instant());
        synchronized (this) {
            if (pushes.size() == CAPACITY) {
                pushes.removeFirst();
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

    /** What went to one of these tokens, oldest first. */
    public synchronized List<ReceivedPush> to(Collection<String> tokens) {
        Set<String> wanted = Set.copyOf(tokens);
        return pushes.stream().filter(push -> wanted.contains(push.token())).toList();
    }
}
