package dev.doubletick.protocol;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/**
 * What a phone may know of another: that it is online, when it was last seen, or nothing. An immutable value.
 *
 * <p>On the wire, the payload of {@code p/{who}}: one byte of state; where that is <em>last seen</em>, four more, the time in
 * seconds since 1970 as an unsigned big-endian number (good until 2106).
 */
public final class Presence {

    /** The first byte of the payload. */
    public enum State {
        /** Nothing to tell: not registered, never seen, or not to be seen by this watcher. It looks the same on purpose. */
        UNKNOWN(0),
        /** Connected now. */
        ONLINE(1),
        /** Was connected until the time that comes with it. */
        LAST_SEEN(2);

        private final byte code;

        State(int code) {
            this.code = (byte) code;
        }
    }

    private static final Presence UNKNOWN = new Presence(State.UNKNOWN, 0);
    private static final Presence ONLINE = new Presence(State.ONLINE, 0);
    private static final int LAST_SEEN_BYTES = 1 + Integer.BYTES;

    private final State state;
    private final long seconds;

    private Presence(State state, long seconds) {
        this.state = state;
        this.seconds = seconds;
    }

    public static Presence unknown() {
        return UNKNOWN;
    }

    public static Presence online() {
        return ONLINE;
    }

    /**
     * @param at to the second; what lies before 1970 or after 2106 becomes the nearest time that can be written
     */
    public static Presence lastSeen(Instant at) {
        return new Presence(State.LAST_SEEN, Math.max(0, Math.min(0xFFFF_FFFFL, at.getEpochSecond())));
    }

    /** Reads a payload. Empty if it is none that this version knows; bytes that follow are left to newer versions. */
    public static Optional<Presence> ofBytes(byte[] payload) {
        if (payload.length == 0) {
            return Optional.empty();
        }
        switch (payload[0]) {
            case 0:
                return Optional.of(UNKNOWN);
            case 1:
                return Optional.of(ONLINE);
            case 2:
                return payload.length < LAST_SEEN_BYTES
                        ? Optional.empty()
                        : Optional.of(new Presence(
                                State.LAST_SEEN,
                                Integer.toUnsignedLong(ByteBuffer.wrap(payload).getInt(1))));
            default:
                return Optional.empty();
        }
    }

    /** The payload, one byte or five. */
    public byte[] toBytes() {
        if (state != State.LAST_SEEN) {
            return new byte[] {state.code};
        }
        return ByteBuffer.allocate(LAST_SEEN_BYTES)
                .put(state.code)
                .putInt((int) seconds)
                .array();
    }

    public State state() {
        return state;
    }

    public boolean isOnline() {
        return state == State.ONLINE;
    }

    /** When it was last seen, to the second; empty unless that is its state. */
    public Optional<Instant> lastSeen() {
        return state == State.LAST_SEEN ? Optional.of(Instant.ofEpochSecond(seconds)) : Optional.empty();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Presence && state == ((Presence) o).state && seconds == ((Presence) o).seconds;
    }

    @Override
    public int hashCode() {
        return 31 * state.hashCode() + Long.hashCode(seconds);
    }

    @Override
    public String toString() {
        return lastSeen().map(at -> "last seen " + at).orElse(state.name());
    }
}
