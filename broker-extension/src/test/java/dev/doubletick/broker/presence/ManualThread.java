package dev.doubletick.broker.presence;

import dev.doubletick.broker.mailbox.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;

/** The presence thread in a test's own hands: nothing happens but by {@link #run} and {@link #advance}. */
final class ManualThread implements PresenceThread {

    private record Later(Instant at, Runnable task) {}

    private final SettableClock clock;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<Later> later = new ArrayList<>();

    ManualThread(SettableClock clock) {
        this.clock = clock;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void schedule(Runnable task, Duration delay) {
        later.add(new Later(clock.instant().plus(delay), task));
    }

    /** Runs all that was given, and what that gives. */
    void run() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    void advance(Duration by) {
        clock.advance(by);
        List<Later> due = later.stream()
                .filter(one -> !one.at().isAfter(clock.instant()))
                .sorted(Comparator.comparing(Later::at))
                .toList();
        later.removeAll(due);
        due.forEach(one -> execute(one.task()));
        run();
    }
}
