package dev.doubletick.protocol.content;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** Everything that a payload says: a body, and what may be said about any body. An immutable value. */
public final class Envelope {

    private final Body body;
    private final Optional<Reference> replyTo;
    private final Duration expiresAfter;

    private Envelope(Body body, Optional<Reference> replyTo, Duration expiresAfter) {
        this.body = body;
        this.replyTo = replyTo;
        this.expiresAfter = expiresAfter;
    }

    public static Envelope of(Body body) {
        return new Envelope(body, Optional.empty(), Duration.ZERO);
    }

    public Envelope withReplyTo(Optional<Reference> message) {
        return new Envelope(body, message, expiresAfter);
    }

    /**
     * @param time whole seconds; zero: it stays
     * @throws IllegalArgumentException beyond {@link ContentCodec#MAX_TIMER}
     */
    public Envelope withExpiresAfter(Duration time) {
        return new Envelope(body, replyTo, ContentCodec.checkTimer(time));
    }

    public Envelope withBody(Body other) {
        return new Envelope(other, replyTo, expiresAfter);
    }

    public Body body() {
        return body;
    }

    /** The message that this one answers. */
    public Optional<Reference> replyTo() {
        return replyTo;
    }

    /** How long after it was sent, or read, the message disappears; zero: it stays. */
    public Duration expiresAfter() {
        return expiresAfter;
    }

    @Override
    public boolean equals(Object o) {
        if (!(o instanceof Envelope)) {
            return false;
        }
        Envelope other = (Envelope) o;
        return body.equals(other.body) && replyTo.equals(other.replyTo) && expiresAfter.equals(other.expiresAfter);
    }

    @Override
    public int hashCode() {
        return Objects.hash(body, replyTo, expiresAfter);
    }

    @Override
    public String toString() {
        return body.toString();
    }
}
