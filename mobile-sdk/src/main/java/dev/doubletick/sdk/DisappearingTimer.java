package dev.doubletick.sdk;

import dev.doubletick.sdk.Message.Direction;
import java.time.Duration;
import java.util.Objects;

/** How long the messages of a conversation stay, and by whose decision. An immutable value. */
public final class DisappearingTimer {

    /** Messages stay, and nobody ever said otherwise. */
    public static final DisappearingTimer NONE = new DisappearingTimer(Duration.ZERO, 0, Direction.OUTGOING);

    private final Duration expiresAfter;
    private final long revision;
    private final Direction setBy;

    private DisappearingTimer(Duration expiresAfter, long revision, Direction setBy) {
        this.expiresAfter = expiresAfter;
        this.revision = revision;
        this.setBy = setBy;
    }

    /**
     * @param expiresAfter zero: messages stay
     * @param revision counts the changes in this conversation, so that both phones come to the same result
     * @param setBy outgoing: set on this phone; incoming: on the other one
     */
    public static DisappearingTimer of(Duration expiresAfter, long revision, Direction setBy) {
        return new DisappearingTimer(expiresAfter, revision, setBy);
    }

    /** How long a message stays after it was sent, or read; zero: for good. */
    public Duration expiresAfter() {
        return expiresAfter;
    }

    /** Counts the changes in this conversation. */
    public long revision() {
        return revision;
    }

    /** Outgoing: set on this phone; incoming: on the other one. */
    public Direction setBy() {
        return setBy;
    }

    @Override
    public boolean equals(Object o) {
        if (!(o instanceof DisappearingTimer)) {
            return false;
        }
        DisappearingTimer other = (DisappearingTimer) o;
        return expiresAfter.equals(other.expiresAfter) && revision == other.revision && setBy == other.setBy;
    }

    @Override
    public int hashCode() {
        return Objects.hash(expiresAfter, revision, setBy);
    }

    @Override
    public String toString() {
        return expiresAfter + " (" + revision + ", " + setBy + ")";
    }
}
