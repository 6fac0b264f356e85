package dev.doubletick.sdk;

import dev.doubletick.protocol.PhoneNumber;

/** One line of the list of chats: another phone, the newest message, how many are unread. An immutable value. */
public final class Conversation {

    private final Message lastMessage;
    private final int unread;

    private Conversation(Message lastMessage, int unread) {
        this.lastMessage = lastMessage;
        this.unread = unread;
    }

    public static Conversation of(Message lastMessage, int unread) {
        return new Conversation(lastMessage, unread);
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

    @Override
    public boolean equals(Object o) {
        return o instanceof Conversation
                && unread == ((Conversation) o).unread
                && lastMessage.equals(((Conversation) o).lastMessage);
    }

    @Override
    public int hashCode() {
        return 31 * lastMessage.hashCode() + unread;
    }

    @Override
    public String toString() {
        return "conversation with " + with().masked() + ", " + unread + " unread";
    }
}
