package dev.doubletick.broker.routing;

import java.util.Optional;

/**
 * What becomes of a PUBLISH.
 *
 * @param dropped it goes nowhere, and its sender is told success
 * @param refusal why it is refused; empty if it is not
 */
record Passage(boolean dropped, Optional<Refusal> refusal) {

    static final Passage FREE = new Passage(false, Optional.empty());
    static final Passage DROPPED = new Passage(true, Optional.empty());

    static Passage refused(Refusal refusal) {
        return new Passage(false, Optional.of(refusal));
    }
}
