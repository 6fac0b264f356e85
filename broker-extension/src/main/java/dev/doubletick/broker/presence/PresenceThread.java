package dev.doubletick.broker.presence;

import java.time.Duration;

/** The one thread on which presence is decided. What is given to it runs in order; giving never blocks. */
interface PresenceThread {

    void execute(Runnable task);

    void schedule(Runnable task, Duration delay);
}
