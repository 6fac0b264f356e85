package dev.doubletick.benchmark.mode;

import java.time.Duration;

/** What modes have in common that is not worth an option. */
final class Connecting {

    /** Connections being made at a time where making them is not what is measured. */
    static final int AT_ONCE = 100;

    /** The longest silence before a run that waits for ticks gives up. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private Connecting() {}
}
