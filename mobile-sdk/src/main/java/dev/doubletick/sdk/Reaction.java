package dev.doubletick.sdk;

import dev.doubletick.sdk.Message.Direction;
import java.time.Instant;
import java.util.Objects;

/** One phone's reaction to a message; each phone has at most one. An immutable value. */
public final class Reaction {

    private final Direction direction;
    private final String emoji;
    private final Instant at;

    private Reaction(Direction direction, String emoji, Instant at) {
        this.direction = direction;
        this.emoji = emoji;
        this.at = at;
    }

    /**
     * @param direction outgoing: from this phone; incoming: from the other one
     */
    public static Reaction of(Direction direction, String emoji, Instant at) {
        return new Reaction(direction, emoji, at);
    }

    /** Outgoing: from this phone; incoming: from the other one. */
    public Direction direction() {
        return direction;
    }

    public String emoji() {
        return emoji;
    }

    /** When this phone learnt of it, by its own clock. */
    public Instant at() {
        return at;
    }

    @Override
    public boolean equals(Object o) {
        if (!(o instanceof Reaction)) {
            return false;
        }
        Reaction other = (Reaction) o;
        return direction == other.direction && emoji.equals(other.emoji) && at.equals(other.at);
    }

    @Override
    public int hashCode() {
        return Objects.hash(direction, emoji, at);
    }

    @Override
    public String toString() {
        return direction + " " + emoji;
    }
}
