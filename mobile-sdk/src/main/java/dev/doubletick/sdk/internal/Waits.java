package dev.doubletick.sdk.internal;

import java.time.Duration;

/** How long the SDK waits for what. Immutable. Apps get the default; tests have less time. */
public final class Waits {

    /** The slowest mobile networks take some seconds there and back. */
    public static final Waits DEFAULT =
            new Waits(Duration.ofSeconds(30), Duration.ofSeconds(15), Duration.ofSeconds(2), Duration.ofSeconds(15));

    /** For the server's answer to a publication. Without one the connection is dead, whatever the keep-alive thinks. */
    final Duration answer;
    /** For each step of connecting. */
    final Duration step;
    /** For other acknowledgements to leave with, where bandwidth is low: together they become one receipt for their sender. */
    final Duration acknowledgements;
    /** For other seen receipts to the same phone, where bandwidth is low. */
    final Duration seenReceipts;

    private Waits(Duration answer, Duration step, Duration acknowledgements, Duration seenReceipts) {
        this.answer = answer;
        this.step = step;
        this.acknowledgements = acknowledgements;
        this.seenReceipts = seenReceipts;
    }

    public Waits answer(Duration time) {
        return new Waits(time, step, acknowledgements, seenReceipts);
    }

    public Waits step(Duration time) {
        return new Waits(answer, time, acknowledgements, seenReceipts);
    }

    public Waits acknowledgements(Duration time) {
        return new Waits(answer, step, time, seenReceipts);
    }

    public Waits seenReceipts(Duration time) {
        return new Waits(answer, step, acknowledgements, time);
    }
}
