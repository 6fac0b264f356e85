package dev.doubletick.registration.lock;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What came of asking whether a number may be registered anew. */
public sealed interface Opening {

    /**
     * It may: there is no lock, the PIN was right, or the lock has run out.
     *
     * @param ranOut whether there is a lock that no longer holds, because its phone gave no sign of life for so long
     * @param setAt which lock it is that was opened, or ran out; empty if there was none
     */
    record Open(boolean ranOut, Optional<Instant> setAt) implements Opening {

        /** There is no lock. */
        public static final Open UNLOCKED = new Open(false, Optional.empty());
    }

    /**
     * It may not: no PIN was given, a wrong one, or none is taken now.
     *
     * @param triesLeft how many PINs may be tried now
     * @param nextTryIn after how long the next may be tried; empty if now
     * @param opensAt when the lock runs out, unless its phone gives a sign of life before
     */
    record Locked(int triesLeft, Optional<Duration> nextTryIn, Instant opensAt) implements Opening {}
}
