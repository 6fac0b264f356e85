package dev.doubletick.sdk.internal.thread;

import java.time.Duration;

/** Where the SDK's state lives: everything given to it runs one after the other. */
public interface Worker {

    /** Something that will happen later, unless it is cancelled. */
    interface Timer {
        void cancel();
    }

    /**
     * Runs it after all that was given before.
     *
     * @return whether it will run: not once the worker is closed
     */
    boolean execute(Runnable task);

    /** Runs it after the delay, unless the worker is closed before. */
    Timer schedule(Runnable task, Duration delay);
}
