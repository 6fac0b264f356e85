package dev.doubletick.sdk.internal.thread;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;

/** A worker on the test's own thread and on a clock that only the test moves. */
public final class ManualWorker implements Worker {

    private static final class Task {
        private final Runnable action;
        private final Duration due;

        private Task(Runnable action, Duration due) {
            this.action = action;
            this.due = due;
        }
    }

    private final Queue<Runnable> ready = new ArrayDeque<>();
    private final List<Task> timers = new ArrayList<>();
    private Duration now = Duration.ZERO;
    private boolean closed;

    @Override
    public boolean execute(Runnable task) {
        if (!closed) {
            ready.add(task);
        }
        return !closed;
    }

    /** From now on it takes nothing more. */
    public void close() {
        closed = true;
    }

    @Override
    public Timer schedule(Runnable action, Duration delay) {
        Task task = new Task(action, now.plus(delay));
        timers.add(task);
        return () -> timers.remove(task);
    }

    /** Runs what is to be run now. */
    public void run() {
        for (Runnable next = ready.poll(); next != null; next = ready.poll()) {
            next.run();
        }
    }

    /** Lets time pass, timer by timer. */
    public void advance(Duration time) {
        Duration until = now.plus(time);
        run();
        while (true) {
            Task next = timers.stream()
                    .filter(task -> task.due.compareTo(until) <= 0)
                    .min(Comparator.comparing(task -> task.due))
                    .orElse(null);
            if (next == null) {
                break;
            }
            now = next.due;
            timers.remove(next);
            next.action.run();
            run();
        }
        now = until;
    }

    /** How many timers are set. */
    public int timers() {
        return timers.size();
    }
}
