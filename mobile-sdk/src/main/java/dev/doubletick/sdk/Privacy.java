package dev.doubletick.sdk;

import java.util.Objects;

/**
 * Who may see what of this phone, and who may write to it. The server sees to it. An immutable value: the methods that change
 * something answer a new one.
 *
 * <p>Blocked numbers see nothing and reach nobody, whatever is set here. Who {@linkplain #lastSeen shares} presence with nobody can
 * still see that of others.
 */
public final class Privacy {

    /** To whom a setting applies. */
    public enum Audience {
        /** Everyone who is registered. */
        EVERYONE("everyone"),
        /** Those in the address book. While a setting says so, the server keeps a copy of it (see {@link Contacts#sync}). */
        CONTACTS("contacts"),
        /** Nobody. */
        NOBODY("nobody");

        private final String text;

        Audience(String text) {
            this.text = text;
        }

        /** The name, as the server has it. */
        public String text() {
            return text;
        }

        /**
         * By the name that the server has for it.
         *
         * @throws IllegalArgumentException if there is none
         */
        public static Audience of(String text) {
            for (Audience audience : values()) {
                if (audience.text.equals(text)) {
                    return audience;
                }
            }
            throw new IllegalArgumentException("not an audience: " + text);
        }
    }

    /** As it is before anything was set. */
    public static final Privacy OPEN = new Privacy(Audience.EVERYONE, Audience.EVERYONE, Audience.EVERYONE);

    private final Audience lastSeen;
    private final Audience seenReceipts;
    private final Audience messages;

    private Privacy(Audience lastSeen, Audience seenReceipts, Audience messages) {
        this.lastSeen = lastSeen;
        this.seenReceipts = seenReceipts;
        this.messages = messages;
    }

    /** Who may see whether this phone is online, and since when it is not. */
    public Audience lastSeen() {
        return lastSeen;
    }

    /** Who learns what was read here. */
    public Audience seenReceipts() {
        return seenReceipts;
    }

    /** Who may write to this phone. Others are told that they may not. */
    public Audience messages() {
        return messages;
    }

    public Privacy withLastSeen(Audience audience) {
        return new Privacy(audience, seenReceipts, messages);
    }

    public Privacy withSeenReceipts(Audience audience) {
        return new Privacy(lastSeen, audience, messages);
    }

    public Privacy withMessages(Audience audience) {
        return new Privacy(lastSeen, seenReceipts, audience);
    }

    /** Whether the server has to know the address book. */
    public boolean usesContacts() {
        return lastSeen == Audience.CONTACTS || seenReceipts == Audience.CONTACTS || messages == Audience.CONTACTS;
    }

    @Override
    public boolean equals(Object o) {
        if (!(o instanceof Privacy)) {
            return false;
        }
        Privacy other = (Privacy) o;
        return lastSeen == other.lastSeen && seenReceipts == other.seenReceipts && messages == other.messages;
    }

    @Override
    public int hashCode() {
        return Objects.hash(lastSeen, seenReceipts, messages);
    }

    @Override
    public String toString() {
        return "last seen: " + lastSeen.text + ", seen receipts: " + seenReceipts.text + ", messages: " + messages.text;
    }
}
