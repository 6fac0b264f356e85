package dev.doubletick.sdk;

import dev.doubletick.protocol.PhoneNumber;
import java.time.Duration;
import java.util.Objects;

/** One line of the list of chats: another phone, the newest message, how many are unread. An immutable value. */
public final class Conversation {

    private final Message lastMessage;
    private final int unread;
    private final Duration expiresAfter;

    private Conversation(Message lastMessage, int unread, Duration expiresAfter) {
        this.lastMessage = lastMessage;
        this.unread = unread;
        this.expiresAfter = expiresAfter;
    }

    /**
     * @param expiresAfter see {@link #expiresAfter()}
     */
    public static Conversation of(Message lastMessage, int unread, Duration expiresAfter) {
        return new Conversation(lastMessage, unread, expiresAfter);
    }

    /** One whose messages stay. */
    public static Conversation of(Message lastMessage, int unread) {
        return of(lastMessage, unread, Duration.ZERO);
    }

    /** The other phone. */
    public PhoneNumber with() {
        return lastMessage.conversation();
    }

    /** The message that was stored last on this phone, whoever wrote it. */
    public Message lastMessage() {
        return lastMessage;
    }

    /** How many incoming messages have not been {@linkplain Doubletick#markSeen marked as seen}. */
    public int unread() {
        return unread;
    }

    /** How long messages that are written from now on stay after they were sent, or read; zero: for good. */
    public Duration expiresAfter() {
        return expiresAfter;
    }

    @Override
    public boolean equals(Object o) {
        if (!(o instanceof Conversation)) {
            return false;
        }
        Conversation other = (Conversation) o;
        return unread == other.unread
                && lastMessage.equals(other.lastMessage)
                && expiresAfter.equals(other.expiresAfter);
    }

    @Override
    public int hashCode() {
        return Objects.hash(lastMessage, unread, expiresAfter);
    }

    @Override
    public String toString() {
        return "conversation with " + with().masked() + ", " + unread + " unread";
    }
}
